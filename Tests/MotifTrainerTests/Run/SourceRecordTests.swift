import MotifData
import Testing

@testable import MotifTrainer

@Suite struct SourceRecordTests {
  @Test func documentsAndSamplesAreCalledWhatTheyAre() {
    let documents = SourceRecord(name: "d", training: 2, validation: 1, passedOver: PassedRows())
    #expect(documents.text == "d: 2 documents to train, 1 to validate")
    let samples = SourceRecord(
      name: "s", training: 2, validation: 0, conversations: ConversationCounts())
    #expect(samples.text == "s: 2 samples to train, 0 to validate; 0 of 0 rows")
  }
}
