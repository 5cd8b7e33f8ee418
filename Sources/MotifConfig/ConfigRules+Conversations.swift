internal import MotifCore
internal import MotifData

/// The rules about conversations: where they may stand, and what writes them.
extension ConfigRules {
  mutating func checkConversations(_ kind: StageSettings.Kind) {
    for (index, source) in config.data.sources.enumerated() {
      let path = "data.sources.\(index)"
      require(
        kind != .finetune || source.kind.isOfConversations, "\(path).kind",
        message: "is \"\(source.kind.rawValue)\"; a finetune stage trains on conversations: take a "
          + "source of kind \"conversations\" or \"tasks\"")
      require(
        kind == .finetune || !source.kind.isOfConversations, "\(path).kind",
        message:
          "is \"\(source.kind.rawValue)\"; conversations are for a stage of kind \"finetune\"")
      if source.kind == .tasks, let problem = source.taskProblem {
        require(false, "\(path).\(problem.key)", message: problem.sentence)
      }
      require(
        source.candidates == 0 || config.initialization.kind != .random, "\(path).candidates",
        message:
          "is \(source.candidates), but there is no model to answer: it needs a stage before, or "
          + "initialization.kind \"checkpoint\"")
    }
    checkSelection(kind)
    let chat = config.chat
    require(
      chat.template.isEmpty || chat.templatePath.isEmpty, "chat.templatePath",
      message: "is set beside template; keep one of them")
    do throws(DataError) {
      let template = try chat.usedTemplate()
      require(
        kind != .finetune || template != nil, "chat.template",
        message:
          "is missing; a finetune stage needs motif or chatml there, or a templatePath, beside "
          + "the stages, so that a tokenizer that an earlier stage trains has its markers")
    } catch {
      require(
        false, chat.template.isEmpty ? "chat.templatePath" : "chat.template", message: "\(error)")
    }
  }

  private mutating func checkSelection(_ kind: StageSettings.Kind) {
    let selection = config.data.selection
    require(
      kind == .finetune || !selection.isActive, "data.selection",
      message: "chooses among conversations, which only a stage of kind \"finetune\" has")
    require(
      selection.lossLow < selection.lossHigh, "data.selection.lossLow",
      with: "data.selection.lossHigh",
      message: "is \(selection.lossLow), but must be below lossHigh \(selection.lossHigh)")
    require(
      !selection.asksModel || config.initialization.kind != .random, "data.selection",
      with: "initialization.kind",
      message: "asks the model that the stage starts from, which has random weights; give "
        + "initialization.from, or let a stage before train one")
  }
}
