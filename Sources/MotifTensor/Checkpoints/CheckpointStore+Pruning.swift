package import MotifCore

extension CheckpointStore {
  /// Removes the whole checkpoints that ``retention`` does not name, damaged ones, and what
  /// interrupted saves have left.
  ///
  /// What cannot be removed is returned: the new checkpoint is safe whatever becomes of old ones.
  func prune(after saved: RunCheckpoint) -> [FileError] {
    var warnings: [FileError] = []
    func remove(_ path: String) {
      do { try operations.remove(path) } catch { warnings.append(error) }
    }
    do {
      for name in try operations.list(path) where name.hasPrefix("step-") {
        if name.hasSuffix(Self.partial) || name.hasSuffix(Self.replaced) {
          remove(path + "/" + name)
        }
      }
      let whole = try checkpoints().filter {
        $0 == saved || (try? $0.checkSizes(operations: operations)) != nil
      }
      let kept = keptSteps(whole)
      for checkpoint in try checkpoints() where checkpoint != saved {
        if !whole.contains(checkpoint) || !kept.contains(checkpoint.step) {
          remove(checkpoint.path)
        }
      }
    } catch {
      warnings.append(error)
    }
    return warnings
  }

  /// The steps that ``retention`` keeps of `whole`, newest first.
  private func keptSteps(_ whole: [RunCheckpoint]) -> Set<Int> {
    var kept = Set(whole.prefix(retention.last).map(\.step))
    if retention.every > 0 {
      kept.formUnion(whole.map(\.step).filter { $0 % retention.every == 0 })
    }
    if retention.best, let best = best(of: whole) { kept.insert(best.step) }
    return kept
  }

  /// The checkpoint with the lowest score, the newest of equals; nil when none has a score.
  ///
  /// Cost: reads the manifests.
  package func best() throws(FileError) -> RunCheckpoint? { best(of: try checkpoints()) }

  private func best(of checkpoints: [RunCheckpoint]) -> RunCheckpoint? {
    let scored = checkpoints.compactMap { checkpoint in
      checkpoint.score(operations: operations).map { (checkpoint, $0) }
    }
    return scored.min { $0.1 < $1.1 }?.0
  }
}
