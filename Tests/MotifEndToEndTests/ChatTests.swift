import Foundation
import MotifTestSupport
import MotifTrainer
import Testing

/// `motif-train chat` on a run that was fine-tuned.
@Suite struct ChatTests {
  private static let config = """
    {"name": "talk", "output": ".", "seed": 2,
     "model": {"hidden_size": 8, "num_hidden_layers": 1, "intermediate_size": 12,
       "num_attention_heads": 6, "num_key_value_heads": 4, "num_noise_heads": 2, "head_dim": 4,
       "max_position_embeddings": 96},
     "tokenizer": {"vocabSize": 300}, "chat": {"template": "chatml"},
     "training": {"batchSize": 4, "sequenceLength": 64, "steps": 2},
     "evaluation": {"items": 1}, "generation": {"tokens": 2},
     "data": {"sources": [{"name": "t", "kind": "tasks", "family": "chain", "documents": 60}]},
     "stages": [{"kind": "finetune"}]}
    """

  private static func trained() throws -> Workplace {
    let place = try Workplace()
    _ = try place.write("talk.json", config)
    let run = try Executable.run(["talk.json"], in: place.path)
    #expect(run.status == 0, "\(run.all)")
    #expect(run.output.contains("fresh tasks right"), "\(run.output)")
    return place
  }

  private static func chat(
    _ lines: String, _ options: String = "", in place: Workplace
  ) throws -> Executable.Result {
    try Executable.shell(
      "printf '\(lines)' | \"$MOTIF\" chat talk --tokens 4 --temperature 0 \(options)",
      in: place.path)
  }

  @Test func answersAndKeepsTheConversation() throws {
    let place = try Self.trained()
    let talk = try Self.chat(
      #"hello\n\n/save one.jsonl\n/reset\nagain\n/save two.jsonl\n/sav x\n/quit\nnever\n"#,
      "--system 'Be brief.'", in: place)
    #expect(talk.status == 0, "\(talk.all)")
    #expect(talk.error.contains("there is no /sav; did you mean /save?"))
    let one = try String(contentsOfFile: place.path + "/one.jsonl", encoding: .utf8)
    #expect(
      one.hasPrefix(
        #"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello"}, {"role": "assistant", "content": "#
      ), "\(one)")
    let two = try String(contentsOfFile: place.path + "/two.jsonl", encoding: .utf8)
    #expect(two.contains("again") && !two.contains("hello") && two.contains("Be brief."))
    // Two answers, a line each.
    #expect(talk.output.filter(\.isNewline).count >= 2)
    let again = try Self.chat(#"hello\n\n/reset\nagain\n"#, "--system 'Be brief.'", in: place)
    #expect(again.output == talk.output)
  }

  @Test func tellsItsAnswersAsJSON() throws {
    let place = try Self.trained()
    let talk = try Self.chat(#"one\ntwo\n"#, "--json", in: place)
    let lines = talk.output.split(separator: "\n")
    #expect(talk.status == 0 && !lines.isEmpty, "\(talk.all)")
    #expect(talk.output.components(separatedBy: "\"answer\"").count == 3)
  }

  @Test func saysWhatIsLeftOutOfALongConversation() throws {
    let place = try Self.trained()
    let long = String(repeating: "word after word ", count: 20)
    let talk = try Self.chat(long + #"\n"#, in: place)
    #expect(talk.status == 0 && talk.error.contains("longer than the model's context"))
  }

  @Test func aModelWithoutTurnsIsRefused() throws {
    let place = try Self.trained()
    try FileManager.default.removeItem(
      atPath: place.path + "/talk/stages/1-finetune/template.json")
    let talk = try Self.chat(#"hi\n"#, in: place)
    #expect(talk.status == 3 && talk.error.contains("has no template.json"), "\(talk.all)")
  }
}
