import Testing

@testable import MotifData

@Suite struct TaskConversationsTests {
  @Test func questionsAreHeldOutAndFamiliesTakeTurns() throws {
    let tasks = try TaskConversations("reasoning")
    let questions = tasks.questions(count: 40, seed: 7)
    #expect(questions.count == 40 && Set(questions.map(\.family)).count > 5)
    #expect(questions.allSatisfy { HeldOut.contains($0.item.prompt) })
    let asked = Set(questions.map(\.item.prompt))
    let trained = tasks.set(count: 400, domain: "r", seed: 7, showsReasoning: true)
    #expect(trained.samples.allSatisfy { !asked.contains($0.prompt ?? "") })
  }

  /// What no row has room for is not trained on, so it is not asked either; others take its place.
  @Test(arguments: [false, true])
  func onlyQuestionsThatFitAreAsked(showsReasoning: Bool) throws {
    let tasks = try TaskConversations("satisfiability")
    func length(_ conversation: Conversation) -> Int {
      #expect(conversation.turns.map(\.role) == [.user, .assistant])
      let answer = conversation.turns[1]
      #expect(answer.reasoning.isEmpty != showsReasoning)
      return answer.content.count + answer.reasoning.count
    }
    let all = tasks.questions(count: 20, seed: 3)
    var asked: [Int] = []
    let short = tasks.questions(count: 20, seed: 3, showsReasoning: showsReasoning) {
      asked.append(length($0))
      return length($0) <= 250
    }
    #expect(all.count == 20 && short.count == 20)
    #expect(asked.contains { $0 > 250 } && asked.filter { $0 <= 250 }.count == 20)
    #expect(tasks.questions(count: 20, seed: 3) { _ in false }.isEmpty)
  }
}
