internal import Foundation
internal import MotifCore
internal import MotifTrainer

extension CommandRun {
  /// An answer, with `--json`.
  struct Answered: Encodable {
    let answer: String
    let tokens: Int
    let isEnded: Bool
  }

  /// Talks with a model until the input ends.
  func chat(_ arguments: Command.ChatArguments) throws {
    var session = try signals.leavingAtOnce(.interrupted, "stopped") {
      let trained = try TrainedModel(run: arguments.run) { StandardStreams.tell($0) }
      guard let template = trained.template else {
        throw FileError(
          path: arguments.run,
          reason: "has no template.json: it was not fine-tuned on conversations; motif-train "
            + "generate continues a text")
      }
      return ChatSession(
        try ChatModel(trained.model, trained.tokenizer, template), system: arguments.system)
    }
    let isTerminal = isatty(STDIN_FILENO) == 1
    if isTerminal { StandardStreams.tell("/reset /system /save /quit; Ctrl-C stops an answer") }
    while true {
      if isTerminal { try StandardStreams.write("> ") }
      let line = signals.leavingAtOnce(.interrupted, "the conversation has ended") { readLine() }
      guard let line else { break }
      switch ChatSession.Request(line) {
      case .nothing: continue
      case .quit: return
      case .reset: session.reset()
      case .system(let text): session.reset(system: text)
      case .save(let path):
        do {
          try named(path).write(session.line)
          StandardStreams.tell("written to \(path)")
        } catch { StandardStreams.tell("motif-train: \(error)") }
      case .unknown(let complaint): StandardStreams.tell("motif-train: \(complaint)")
      case .turn(let text): try answer(text, arguments, &session)
      }
    }
    if isTerminal { try StandardStreams.write("\n") }
  }

  private func answer(
    _ text: String, _ arguments: Command.ChatArguments, _ session: inout ChatSession
  ) throws {
    var failure: FileError?
    let answer = try session.answer(text, arguments) { piece in
      if !output.isJSON {
        do throws(FileError) { try StandardStreams.write(piece) } catch { failure = error }
      }
      return failure == nil && !signals.isStopRequested
    }
    // The signal was for this answer alone.
    signals.forget()
    if let failure { throw failure }
    if output.isJSON {
      try output.write(
        Answered(answer: answer.text, tokens: answer.tokenCount, isEnded: answer.isEnded), text: "")
    } else {
      try StandardStreams.write("\n")
    }
    if answer.unreadCount > 0 {
      StandardStreams.tell(
        "the conversation is longer than the model's context: its first \(answer.unreadCount) tokens "
          + "were not read; /reset begins again")
    }
  }
}
