internal import MotifCore
internal import MotifData

/// The tasks that a user names: files, presets and suites.
package struct TaskSelection: Sendable {
  /// Tasks under one name, which are one or the parts of a group.
  package struct Group: Sendable {
    /// The name.
    package let name: String
    /// The parts.
    package let tasks: [EvaluationTask]
    /// How many questions they have together.
    package var questionCount: Int { tasks.reduce(0) { $0 + $1.questions.count } }
  }

  /// What changes a task from outside.
  package struct Options: Sendable, Equatable {
    /// The folder with the files of presets; empty is the present one.
    package var data = ""
    /// How many questions of each task are asked at most; nil asks all, and of suites the usual number.
    package var limit: Int?
    /// How many examples stand before each question; nil leaves it to the task.
    package var shots: Int?
    /// How many attempts each question gets; nil leaves it to the task.
    package var attempts: Int?
    /// How free choices are; nil leaves it to the task.
    package var temperature: Double?
    /// How many tokens an answer has at most; nil leaves it to the task.
    package var maxTokens: Int?

    /// Nothing is changed.
    package init() {}
  }

  /// The groups in the order of their names.
  package let groups: [Group]

  /// All names but those of compositions.
  package static var names: [String] { TaskPresets.names + TaskSuite.names }

  /// Reads the files of the tasks called `names`; one that ends in `.json` is a task file.
  ///
  /// Throws errors that name a task that is perhaps meant, or the file, the line and the key.
  package init(_ names: [String], _ options: Options = Options()) throws {
    groups = try names.map { name in
      if !name.hasSuffix(".json"), !TaskPresets.names.contains(name) {
        return Group(name: name, tasks: [try Self.suite(name, options)])
      }
      var settings =
        name.hasSuffix(".json")
        ? try TaskFile.read(name) : try TaskFile.preset(name, data: options.data)
      Self.change(&settings, options)
      return Group(
        name: settings.name, tasks: try EvaluationTask.tasks(settings, limit: options.limit))
    }
  }

  private static func change(_ settings: inout TaskSettings, _ options: Options) {
    settings.shots = options.shots ?? settings.shots
    settings.attempts = options.attempts ?? settings.attempts
    settings.temperature = options.temperature ?? settings.temperature
    settings.maxTokens = options.maxTokens ?? settings.maxTokens
  }

  private static func suite(_ name: String, _ options: Options) throws -> EvaluationTask {
    let isKnown = TaskSuite.names.contains(name) || name.contains("(")
    guard isKnown else {
      let meant = NearestName.find(name, in: names)
      throw DataError.invalid(
        "there is no task \(VisibleText.of(name)); "
          + (meant.isEmpty
            ? "--list tells those that are known by name, and a task file ends in .json"
            : "did you mean \(meant)?"))
    }
    var settings = TaskSuite.settings
    change(&settings, options)
    return try TaskSuite.task(
      name, count: options.limit ?? TaskSuite.standardCount, settings: settings)
  }
}
