/// What a verification has found: everything as it should be.
package struct LogReport: Sendable {
  /// The checkpoint that the log was held to.
  package let checkpoint: Checkpoint
  /// How many files were read and found right, the checkpoint among them.
  package let fileCount: UInt64
  /// How many tiles lie beyond the checkpoint's tree and could not be judged; a folder has them
  /// while it is written to.
  package let aheadCount: UInt64
}
