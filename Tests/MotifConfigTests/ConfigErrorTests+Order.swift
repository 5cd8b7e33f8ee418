import Testing

/// Many mistakes at once.
extension ConfigErrorTests {
  @Test func everythingWrongIsReportedInOrder() {
    let json = """
      {
        "sed": 1,
        "model": {"num_attention_heads": 11, "head_dim": 15},
        "training": {"steps": -1, "tokens": 5, "sequenceLength": 100000},
        "optimizer": {"learningRate": "fast", "gradientClip": 1},
        "schedule": {"warmupFraction": 0.9}
      }
      """
    #expect(
      Self.messages(json, overrides: ["chekpoint.interval=1"]) == [
        "a.json:1:1: data.sources: needs at least one source",
        "a.json:2:3: sed: there is no such key; did you mean \"seed\"?",
        "a.json:3:36: model.num_attention_heads: is 11, but 2 noise heads need 2·(R+1) heads in "
          + "all, R ≥ 1 signal heads a group: 4, 6, 10, …",
        "a.json:3:52: model.head_dim: is 15; rotary embedding turns pairs, so it must be even",
        "a.json:4:25: training.steps: is -1; expected a whole number from 0 to 1000000000",
        "a.json:4:60: training.sequenceLength: is 100000, but the model's max_position_embeddings "
          + "is 512",
        "a.json:5:33: optimizer.learningRate: is \"fast\"; expected a number above 0",
        "a.json:5:41: optimizer.gradientClip: there is no such key; did you mean "
          + "\"training.gradientClip\"?",
        "a.json:6:34: schedule.warmupFraction: is 0.9, which with decayFraction 0.18 is more than "
          + "the whole training",
        "--set chekpoint.interval=1: chekpoint: there is no such key; did you mean \"checkpoint\"?",
      ])
  }
}
