package import MotifCore

extension CheckpointStore {
  /// Removes the whole checkpoints that ``retention`` does not name, damaged ones, and what
  /// interrupted saves have left.
  ///
  /// What cannot be read now may be whole: it is left and returned, like what cannot be removed. The
  /// new checkpoint is safe whatever becomes of old ones. Cost: manifests are read and sizes compared.
  func prune(after saved: RunCheckpoint) -> [FileError] {
    var warnings: [FileError] = []
    func remove(_ path: String) {
      do throws(FileError) { try operations.remove(path) } catch { warnings.append(error) }
    }
    do throws(FileError) {
      for name in try operations.list(path)
      where name.hasPrefix("step-") && name.hasSuffix(TemporaryName.ending) {
        remove(path + "/" + name)
      }
      var whole: [Whole] = []
      for checkpoint in try checkpoints() {
        do throws(FileError) {
          let manifest = try checkpoint.checkSizes(operations: operations)
          // Of two of a step, the second is the one that was to be replaced.
          let isReplaced = whole.last?.step == checkpoint.step
          if isReplaced {
            remove(checkpoint.path)
          } else {
            whole.append(.init(checkpoint, manifest))
          }
        } catch {
          if error.isRefusal {
            warnings.append(error)
          } else if checkpoint != saved {
            remove(checkpoint.path)
          }
        }
      }
      let kept = keptSteps(whole, at: saved.step)
      for old in whole where old.checkpoint != saved && !kept.contains(old.step) {
        remove(old.checkpoint.path)
      }
    } catch {
      warnings.append(error)
    }
    return warnings
  }

  /// A checkpoint whose files have the sizes of its manifest.
  private struct Whole {
    let checkpoint: RunCheckpoint
    let score: Double?
    let isScheduled: Bool
    var step: Int { checkpoint.step }

    init(_ checkpoint: RunCheckpoint, _ manifest: CheckpointManifest) {
      self.checkpoint = checkpoint
      (score, isScheduled) = (manifest.score, manifest.isScheduled)
    }
  }

  /// The steps that ``retention`` keeps of `whole`, newest first, when a run stands at `step`.
  private func keptSteps(_ whole: [Whole], at step: Int) -> Set<Int> {
    let scheduled = whole.filter(\.isScheduled).map(\.step)
    var kept = Set(scheduled.prefix(retention.last) + whole.prefix(1).map(\.step))
    // From `step` on a run goes back to the first of these that is far enough, or to a later one.
    let target = step - retention.reach
    kept.formUnion(scheduled.filter { $0 > target })
    if let farthest = scheduled.first(where: { $0 <= target }) { kept.insert(farthest) }
    if retention.every > 0 {
      kept.formUnion(whole.map(\.step).filter { $0 % retention.every == 0 })
    }
    if retention.best, let best = Self.best(of: whole) { kept.insert(best.step) }
    return kept
  }

  /// The checkpoint with the lowest score, the newest of equals; nil when none has a score.
  ///
  /// Cost: reads the manifests.
  package func best() throws(FileError) -> RunCheckpoint? {
    Self.best(
      of: try checkpoints().compactMap { checkpoint in
        (try? checkpoint.manifest(.filesAlone, operations: operations)).map {
          Whole(checkpoint, $0)
        }
      })
  }

  private static func best(of whole: [Whole]) -> RunCheckpoint? {
    let scored = whole.compactMap { one in one.score.map { (one.checkpoint, $0) } }
    return scored.min { $0.1 < $1.1 }?.0
  }
}
