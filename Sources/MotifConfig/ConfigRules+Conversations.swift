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
    }
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
}
