/// What a simulated disk is asked to do: each counts as one operation.
enum DiskOperation {
  /// Reads bytes.
  case read
  /// Writes bytes.
  case write
  /// Cuts a file off, or makes it longer.
  case truncate
  /// Makes a file's bytes durable.
  case sync
  /// Lists names, or asks whether there is one.
  case list
  /// Makes a name.
  case create
  /// Gives a file another name.
  case rename
  /// Removes a name.
  case remove
}
