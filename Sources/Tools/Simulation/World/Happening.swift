import Node

/// What happens at some moment of a simulated world.
enum Happening {
  /// Somebody sends the next command.
  case command
  /// A document arrives at the venue's door.
  case request(Letter)
  /// An answer arrives at its client.
  case answer(Letter, Answer)
  /// A client has waited long enough for the answer to an attempt.
  case patience(Letter, attempt: Int)
  /// The venue's first thread takes what waits. Of a process that has ended meanwhile, nothing comes.
  case turn(process: Int)
  /// Something may have fallen due.
  case tick(process: Int)
  /// The venue's second thread makes a turn durable.
  case commit(process: Int)
  /// What follows the journal and may lag takes what is there.
  case follow(process: Int)
  /// The operator starts the venue.
  case start
  /// A process is killed.
  case kill(process: Int)
  /// A reader of the feed connects.
  case connect(FeedReader)
  /// The venue reads the next page of what a reader has missed.
  case page(FeedReader, connection: Int)
  /// Events arrive at a reader.
  case events(FeedReader, connection: Int, [FeedEvent])
  /// A reader finds its connection broken.
  case broken(FeedReader, connection: Int)
  /// The disk has room again.
  case room
}
