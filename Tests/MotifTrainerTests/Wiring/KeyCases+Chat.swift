/// Conversations and how they become tokens.
extension KeyCase {
  /// A stage that fine-tunes on the rows of a file.
  private static func talk(_ file: String, _ members: String = "") -> [String] {
    [
      "tokenizer.vocabSize=300", "training.sequenceLength=64", "generation.prompts=[]",
      #"chat.template=motif"#, #"stages=[{"kind": "finetune", "name": "x"}]"#,
      #"data.sources=[{"name": "talk", "kind": "conversations", "path": "FOLDER/\#(file)"\#(members)}]"#,
    ]
  }

  private static let tasks =
    talk("talk.jsonl") + [
      #"data.sources=[{"name": "t", "kind": "tasks", "family": "chain", "documents": 40}]"#
    ]
  private static let trained = KeyCase.Trait.weights("embed_tokens")

  static let chat = [
    KeyCase(
      "chat.template", given: talk("talk.jsonl"), "chat.template=chatml", changes: .tokenizer,
      .metric("validTokens")),
    KeyCase(
      "chat.templatePath", given: talk("talk.jsonl"), "chat.template=",
      "chat.templatePath=FOLDER/template.json", changes: trained),
    KeyCase(
      "chat.overlong", given: talk("talk.jsonl") + ["training.sequenceLength=24"],
      "chat.overlong=cut", changes: .metric("loss"), keeps: [.tokenizer]),
    KeyCase(
      "chat.lastTurnOnly", given: talk("talk.jsonl"), "chat.lastTurnOnly=true",
      changes: .metric("validTokens"), keeps: [.tokenizer]),
    KeyCase(
      "chat.keepReasoning", given: talk("talk.jsonl", #", "splitReasoning": true"#),
      "chat.keepReasoning=true", changes: .metric("validTokens"), keeps: [.tokenizer]),
    KeyCase(
      "data.sources.N.splitReasoning", given: talk("talk.jsonl"),
      "data.sources.0.splitReasoning=true", changes: trained),
    KeyCase(
      "data.sources.N.shape", given: talk("both.jsonl"), "data.sources.0.shape=alpaca",
      changes: trained),
    KeyCase(
      "data.sources.N.level",
      given: tasks + ["training.sequenceLength=128", "model.max_position_embeddings=128"],
      "data.sources.0.level=2", changes: trained),
  ]

  /// A stage that asks a trained model, which knows no answer.
  private static let sampling =
    choosing() + [
      #"data.sources=[{"name": "t", "kind": "tasks", "family": "chain", "documents": 4}]"#
    ]

  static let rejection = [
    KeyCase(
      "data.sources.N.candidates", given: sampling, "data.sources.0.candidates=2",
      changes: .failure),
    KeyCase(
      "data.sources.N.temperature", given: sampling + ["data.sources.0.candidates=2"],
      "data.sources.0.temperature=1.5", changes: .failure),
  ]

  /// A stage that starts from a trained model and chooses among its rows.
  private static func choosing(_ keys: String...) -> [String] {
    talk("talk.jsonl").filter { !$0.hasPrefix("tokenizer") && !$0.hasPrefix("chat") }
      + [
        "tokenizer.path=FOLDER/c/tokenizer.json", "chat.template=motif",
        #"initialization={"kind": "checkpoint", "from": "FOLDER/c"}"#,
      ] + keys.map { "data.selection." + $0 }
  }

  static let selection = [
    KeyCase(
      "data.selection.quality", given: choosing(), "data.selection.quality=0.9",
      changes: .failure),
    KeyCase(
      "data.selection.lossLow", given: choosing("lossHigh=99"), "data.selection.lossLow=40",
      changes: .metric("loss"), keeps: [.files]),
    KeyCase(
      "data.selection.lossHigh", given: choosing("lossLow=1"), "data.selection.lossHigh=60",
      changes: .metric("loss"), keeps: [.files]),
    KeyCase(
      "data.selection.difficulty", given: choosing(), "data.selection.difficulty=true",
      changes: .failure),
    KeyCase(
      "data.selection.semanticDuplicates", given: choosing("clusters=1"),
      "data.selection.semanticDuplicates=0.2", changes: .files),
    KeyCase(
      "data.selection.prune", given: choosing("prune=0.1", "clusters=1"),
      "data.selection.prune=0.5",
      changes: .metric("loss"), keeps: [.files]),
    KeyCase(
      "data.selection.pruneRandomly", given: choosing("prune=0.5"),
      "data.selection.pruneRandomly=true", changes: .metric("loss")),
    KeyCase(
      "data.selection.clusters", given: choosing("prune=0.6", "clusters=1"),
      "data.selection.clusters=6", changes: .metric("loss")),
  ]
}
