internal import Foundation
internal import Synchronization

/// Names under which files and folders are written before they are renamed.
///
/// `report.html` is written as `report.html.123-4.partial`: number 4 of process 123. No two writers
/// share a name, and whose writer has ended is told from the name alone.
package enum TemporaryName {
  /// What every temporary name ends with.
  package static let ending = ".partial"
  private static let counter = Atomic(0)

  /// A name beside `path` that nobody else uses.
  package static func beside(_ path: String) -> String {
    let number = counter.add(1, ordering: .relaxed).newValue
    return "\(path).\(getpid())-\(number)\(ending)"
  }

  /// Whether `name` is a temporary name whose writer has ended, or one of an older version of this
  /// program, which did not say who writes; with `evenOwn`, also one of this process.
  static func isLeftover(_ name: String, evenOwn: Bool) -> Bool {
    guard name.hasSuffix(ending) else { return false }
    guard let writer = writer(of: name) else { return true }
    guard writer != getpid() else { return evenOwn }
    // Signal 0 is not sent: it asks whether there is such a process.
    return kill(writer, 0) != 0 && errno == ESRCH
  }

  private static func writer(of name: String) -> Int32? {
    let parts = name.dropLast(ending.count).split(separator: ".").last?.split(separator: "-") ?? []
    guard parts.count == 2, Int(parts[1]) != nil else { return nil }
    return Int32(parts[0]).flatMap { $0 > 0 ? $0 : nil }
  }
}

extension FileOperations {
  /// Removes from `folder` what writers that were killed have left under temporary names; with
  /// `target`, only what was to become the file or folder of that name.
  ///
  /// What cannot be removed stays: it is in nobody's way.
  ///
  /// - Parameter evenOwn: whether a lock makes sure that this process writes nothing there now.
  package func sweep(_ folder: String, of target: String? = nil, evenOwn: Bool = false) {
    for name in (try? list(folder)) ?? []
    where TemporaryName.isLeftover(name, evenOwn: evenOwn)
      && target.map({ name.hasPrefix($0 + ".") }) ?? true
    {
      try? remove(folder + "/" + name)
    }
  }
}
