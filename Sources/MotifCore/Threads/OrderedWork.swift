internal import Foundation
internal import Synchronization

/// Work on many items by several threads, whose results come in the order of the items.
///
/// The caller makes the items and takes the results; no more than a few items for each thread are
/// under way, so that memory stays bounded however fast they are made.
package enum OrderedWork {
  /// Works on every item that `next` makes until it is nil, and hands each result to `consume`.
  ///
  /// Both run on the calling thread, in the order of the items. When one of them throws, the work under
  /// way is waited for and the error thrown. Where the system refuses every thread, the caller works.
  ///
  /// - Parameters:
  ///   - threads: how many threads work.
  ///   - worker: makes what works on one thread, with a state of its own.
  package static func run<Item: Sendable, Output: Sendable, Failure: Error>(
    threads: Int, startThread: SystemThread.Start = SystemThread.start,
    worker: @escaping @Sendable () -> (Item) -> Output,
    next: () throws(Failure) -> Item?, consume: (Output) throws(Failure) -> Void
  ) throws(Failure) {
    let desk = OrderedDesk<Item, Output>()
    var started = 0
    for _ in 0..<threads {
      // Text is encoded with some recursion.
      guard startThread(1 << 20, { desk.serve(worker()) }) else { break }
      started += 1
    }
    defer { desk.close(workers: started) }
    guard started > 0 else {
      let work = worker()
      while let item = try next() { try consume(work(item)) }
      return
    }
    var (handed, consumed, isDone) = (0, 0, false)
    while true {
      if !isDone, handed - consumed < 2 * started + 1 {
        if let item = try next() {
          desk.hand(item, number: handed)
          handed += 1
        } else {
          isDone = true
        }
      } else if consumed < handed {
        try consume(desk.result(number: consumed))
        consumed += 1
      } else {
        return
      }
    }
  }
}

/// Where the caller lays items and takes results.
private final class OrderedDesk<Item: Sendable, Output: Sendable>: Sendable {
  private struct Content {
    var items: [(number: Int, item: Item)] = []
    var results: [Int: Output] = [:]
  }

  private let content = Mutex(Content())
  private let handed = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let left = DispatchSemaphore(value: 0)

  func hand(_ item: Item, number: Int) {
    content.withLock { $0.items.append((number, item)) }
    handed.signal()
  }

  /// Waits for the result of item `number`, which was handed over.
  func result(number: Int) -> Output {
    while true {
      if let output = content.withLock({ $0.results.removeValue(forKey: number) }) { return output }
      ended.wait()
    }
  }

  /// Ends the `workers` after what they work on, and waits for that.
  func close(workers: Int) {
    content.withLock { $0.items.removeAll() }
    for _ in 0..<workers { handed.signal() }
    for _ in 0..<workers { left.wait() }
  }

  /// What a thread does: one item after the other, until there is none at a signal.
  func serve(_ work: (Item) -> Output) {
    while true {
      handed.wait()
      let next = content.withLock { $0.items.isEmpty ? nil : $0.items.removeFirst() }
      guard let (number, item) = next else { break }
      let output = work(item)
      content.withLock { $0.results[number] = output }
      ended.signal()
    }
    left.signal()
  }
}
