internal import MotifCore
internal import MotifModel

extension CommandRun {
  /// The texts of `generate` as JSON: one beside its prompt, several as a list.
  struct Generated: Encodable {
    struct Sample: Encodable {
      let text: String
      let tokens: Int
      let stop: StopReason

      init(_ written: WrittenText) {
        (text, tokens, stop) = (written.text, written.tokenCount, written.stop)
      }
    }

    private enum Key: String, CodingKey { case prompt, promptTokens, unreadPromptTokens, samples }

    let prompt: String
    let texts: [WrittenText]

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(prompt, forKey: .prompt)
      try values.encode(texts.first?.promptTokenCount, forKey: .promptTokens)
      try values.encode(texts.first?.unreadTokenCount, forKey: .unreadPromptTokens)
      if texts.count == 1 {
        try Sample(texts[0]).encode(to: encoder)
      } else {
        try values.encode(texts.map(Sample.init), forKey: .samples)
      }
    }
  }

  /// Writes texts as they come, or all of them as one object with `--json`.
  func generate(_ arguments: Command.GenerateArguments) throws {
    try signals.leavingAtOnce(.interrupted, "stopped") {
      let writer = try RunWriter(arguments) { StandardStreams.tell($0) }
      var texts: [WrittenText] = []
      for sample in 0..<arguments.samples {
        if output.isJSON {
          texts.append(try writer.write(sample: sample) { _ in })
          continue
        }
        if arguments.samples > 1 {
          try StandardStreams.write("--- text \(sample + 1) of \(arguments.samples) ---\n")
        }
        try StandardStreams.write(writer.prompt)
        let written = try writer.write(sample: sample) { try StandardStreams.write($0) }
        try StandardStreams.write("\n")
        texts.append(written)
      }
      for shortfall in Set(texts.compactMap(writer.shortfall)).sorted() {
        StandardStreams.tell("motif-train: \(shortfall)")
      }
      if output.isJSON {
        try output.write(Generated(prompt: writer.prompt, texts: texts), text: "")
      }
    }
  }
}
