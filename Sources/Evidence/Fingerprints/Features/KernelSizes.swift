import CKernels

/// What the kernels fix, as Swift numbers.
enum KernelSizes {
  /// Bytes of a descriptor.
  static let descriptor = Int(KERNELS_FEATURES_DESCRIPTOR)
  /// How far a descriptor or an orientation reaches, in pixels of its level.
  static let radius = Int(KERNELS_FEATURES_RADIUS)
}
