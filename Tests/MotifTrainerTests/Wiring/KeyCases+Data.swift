/// Documents and how they are mixed.
extension KeyCase {
  private static func first(_ members: String) -> [String] {
    [#"data.sources.0={"name": "stories", \#(members)}"#]
  }
  private static func text(_ split: String) -> [String] {
    first(#""kind": "text", "path": "FOLDER/text.txt", "split": {\#(split)}"#)
  }
  /// Documents of which rows hold several.
  static let lines = text(#""kind": "lines""#)
  private static let rows = first(#""kind": "jsonLines", "path": "FOLDER/rows.jsonl""#)
  private static let knots = [
    #"""
    data.mixture.knots=[{"at": 0, "weights": {"stories": 1, "sums": 3}},
    {"at": 1, "weights": {"stories": 3, "sums": 1}}]
    """#
  ]

  private static let grouped = [
    #"data.mixture.groups=[{"name": "g", "weights": {"sums": 1}}]"#,
    #"data.mixture.knots=[{"weights": {"g": 1, "stories": 2}}]"#,
  ]
  /// Both sources as groups of the presets, the other six left out.
  private static let eightGroups =
    "data.mixture.groups=["
    + ["multilingual", "korean", "academic", "specialised", "code", "reasoning"].map {
      #"{"name": "\#($0)"}, "#
    }.joined()
    + #"{"name": "web", "weights": {"stories": 1}}, {"name": "math", "weights": {"sums": 1}}]"#
  /// A source that is read to its end.
  private static let scarce = ["training.steps=24", "data.sources.1.documents=2"]

  static let data = [
    KeyCase("data.sources.N.name", "data.sources.1.name=numbers", changes: .metric("mixture")),
    KeyCase("data.sources.N.kind", rows[0], changes: .weights("embed_tokens"), .tokenizer),
    KeyCase(
      "data.sources.N.family", "data.sources.0.family=korean", changes: .weights("embed_tokens"),
      .tokenizer),
    KeyCase(
      "data.sources.N.documents", "data.sources.0.documents=20", changes: .weights("embed_tokens")),
    KeyCase(
      "data.sources.N.path", given: lines,
      "data.sources.0.path=FOLDER/other.txt", changes: .weights("embed_tokens"), .tokenizer),
    KeyCase(
      "data.sources.N.split.kind", given: lines,
      #"data.sources.0.split={"kind": "paragraphs", "bytes": 40}"#,
      changes: .weights("embed_tokens")),
    KeyCase(
      "data.sources.N.split.bytes", given: text(#""kind": "paragraphs", "bytes": 40"#),
      "data.sources.0.split.bytes=90", changes: .weights("embed_tokens")),
    KeyCase(
      "data.sources.N.split.separator", given: text(#""kind": "separator", "separator": "sat""#),
      "data.sources.0.split.separator=dog", changes: .weights("embed_tokens")),
    KeyCase(
      "data.sources.N.field", given: rows, "data.sources.0.field=title",
      changes: .weights("embed_tokens"), .tokenizer),
    KeyCase(
      "data.sources.N.template", given: rows, "data.sources.0.template={title}: {text}",
      changes: .weights("embed_tokens"), .tokenizer),
    KeyCase(
      "data.sources.N.onBadRow",
      given: first(#""kind": "jsonLines", "path": "FOLDER/broken.jsonl""#),
      "data.sources.0.onBadRow=skip", changes: .failure, .weights("embed_tokens")),
    KeyCase(
      "data.curation.exactDuplicates", given: lines, "data.curation.exactDuplicates=true",
      changes: .files, .metric("loss")),
    KeyCase(
      "data.curation.nearDuplicates", given: lines, "data.curation.nearDuplicates=0.9",
      changes: .files, .metric("loss")),
    KeyCase(
      "data.curation.evaluationPath", given: lines + ["data.curation.evaluationWords=5"],
      "data.curation.evaluationPath=FOLDER/other.txt", changes: .files, .metric("loss")),
    KeyCase(
      "data.curation.evaluationTemplate",
      given: lines + [
        "data.curation.evaluationPath=FOLDER/rows.jsonl", "data.curation.evaluationWords=2",
        "data.curation.evaluationTemplate={title}",
      ], "data.curation.evaluationTemplate={text}", changes: .metric("loss"), keeps: [.files]),
    KeyCase(
      "data.curation.evaluationWords",
      given: lines + ["data.curation.evaluationPath=FOLDER/other.txt"],
      "data.curation.evaluationWords=5", changes: .metric("loss"), keeps: [.files]),
    KeyCase(
      "data.mixture.knots.N.at", given: knots, "data.mixture.knots.1.at=0.5",
      changes: .metric("plannedMixture")),
    KeyCase(
      "data.mixture.knots.N.weights", given: knots, "data.mixture.knots.0.weights.sums=0",
      changes: .metric("plannedMixture"), .metric("mixture")),
    KeyCase(
      "data.mixture.preset", given: [eightGroups], "data.mixture.preset=motif-2.6b",
      changes: .metric("plannedMixture")),
    KeyCase(
      "data.mixture.groups.N.name", given: grouped, "data.mixture.groups.0.name=other",
      changes: .failure),
    KeyCase(
      "data.mixture.groups.N.weights", given: grouped, "data.mixture.groups.0.weights.stories=1",
      changes: .metric("plannedMixture")),
    KeyCase(
      "data.mixture.reasoning", "data.mixture.reasoning=sums", changes: .metric("plannedMixture")),
    KeyCase(
      "data.mixture.reasoningCap", given: ["data.mixture.reasoning=sums"],
      "data.mixture.reasoningCap=0.01", changes: .metric("plannedMixture")),
    KeyCase(
      "data.mixture.maxRepeats", given: scarce + ["data.mixture.onExhausted=renormalise"],
      #"data.mixture.maxRepeats={"sums": 1}"#, changes: .metric("mixture")),
    KeyCase(
      "data.mixture.onExhausted", given: scarce, "data.mixture.onExhausted=stop",
      changes: .metric("mixture"), .messages, .metric("validationBitsPerByte")),
    KeyCase(
      "data.validationFraction", "data.validationFraction=0.5", changes: .metric("validationLoss"),
      .metric("loss")),
    KeyCase("data.shuffle", "data.shuffle=false", changes: .metric("loss"), keeps: [.tokenizer]),
    KeyCase(
      "data.cache", given: lines, "data.cache=always", changes: .messages,
      keeps: [.metric("loss"), .tokenizer]),
    KeyCase(
      "data.joinDocuments", given: lines, "data.joinDocuments=true", changes: .metric("loss"),
      keeps: [.metric("validTokens")]),
  ]
}
