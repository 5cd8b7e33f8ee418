/// The parts of the report on Motif-2-12.7B (arXiv 2511.07464) that a stage can follow.
enum ReportPart: String, CaseIterable {
  case seed = "The seed model that growth begins with"
  case width = "Width: hypercloning, and signal heads of grouped differential attention"
  case depth = "Depth expansion"
  case anneal = "Reasoning-focused annealing"
  case curriculum = "Pre-training with a data curriculum"
  case alignment = "Supervised fine-tuning, stage 1: broad alignment"
  case skills = "Supervised fine-tuning, stage 2: reasoning and skills"
  case refinement = "Supervised fine-tuning, stage 3: refinement"
  case evaluation = "Evaluation"

  private var words: [String] {
    switch self {
    case .seed: ["seed"]
    case .width: ["width", "clon"]
    case .depth: ["depth"]
    case .anneal: ["anneal"]
    case .curriculum: ["curriculum"]
    case .alignment: ["align"]
    case .skills: ["skill"]
    case .refinement: ["refine"]
    case .evaluation: ["evaluat"]
    }
  }

  /// The part that a word in `name` names; nil where none does.
  static func named(in name: String) -> ReportPart? {
    let name = name.lowercased()
    return allCases.first { part in part.words.contains { name.contains($0) } }
  }
}
