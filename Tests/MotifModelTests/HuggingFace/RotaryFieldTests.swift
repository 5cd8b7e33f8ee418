import Foundation
import MotifModel
import Testing

/// Where files of every age keep the base of the rotary angles and its scaling.
@Suite struct RotaryFieldTests {
  /// The config of a file with these members in place of `rope_theta`.
  private func config(_ members: String) throws -> ModelConfig {
    let text = ModelConfigFileTests.complete.replacing("\"rope_theta\": 1e4, ", with: "")
    return try JSONDecoder().decode(ModelConfig.self, from: Data("{\(text), \(members)}".utf8))
  }

  @Test(arguments: [
    "\"rope_theta\": 5e5", "\"rope_theta\": 500000, \"rope_scaling\": null",
    "\"rope_theta\": 5e5, \"rope_scaling\": {\"rope_type\": \"default\"}",
    "\"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"default\", \"factor\": 2.0}",
    "\"rope_theta\": 5e5, \"rope_scaling\": {}", "\"rope_theta\": 5e5, \"rope_parameters\": null",
    "\"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\": \"default\"}",
    "\"rope_parameters\": {\"rope_theta\": 500000.0, \"partial_rotary_factor\": 1.0}",
    "\"rope_theta\": null, \"rope_scaling\": {\"rope_theta\": 5e5}",
    "\"rope_theta\": 5e5, \"rope_parameters\": {\"rope_theta\": 500000, \"rope_type\": null}",
    "\"rope_parameters\": {\"full_attention\": {\"rope_theta\": 5e5, \"rope_type\": \"default\"}}",
    // No layer has the other type, so that what it asks for is nothing.
    """
    "layer_types": ["full_attention"], "rope_parameters": {"full_attention": {"rope_theta": 5e5}, \
    "sliding_attention": {"rope_theta": 1e4, "rope_type": "yarn"}}
    """,
    """
    "rope_parameters": {"full_attention": {"rope_theta": 5e5}, \
    "sliding_attention": {"rope_theta": 5e5, "rope_type": "default"}}
    """,
  ])
  func everyPlaceIsRead(_ members: String) throws {
    #expect(try config(members).ropeTheta == 5e5)
  }

  @Test(arguments: [
    ("\"rope_scaling\": null", "rope_theta", "is missing, here and in rope_parameters"),
    ("\"rope_parameters\": {\"rope_type\": \"default\"}", "rope_theta", "is missing, here and in"),
    ("\"rope_theta\": \"10000\"", "rope_theta", "is \"10000\"; expected a number"),
    (
      "\"rope_theta\": 1e4, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0}",
      "rope_scaling.type", "is \"linear\"; only \"default\""
    ),
    (
      "\"rope_theta\": 1e4, \"rope_parameters\": {\"rope_type\": \"yarn\", \"rope_theta\": 1e4}",
      "rope_parameters.rope_type", "is \"yarn\""
    ),
    (
      "\"rope_parameters\": {\"rope_type\": \"llama3\", \"rope_theta\": 5e5, \"factor\": 8.0}",
      "rope_parameters.rope_type", "is \"llama3\""
    ),
    (
      "\"rope_theta\": 1e4, \"rope_parameters\": {\"rope_theta\": 5e5}",
      "rope_parameters.rope_theta", "is 500000, but rope_theta is 10000"
    ),
    (
      "\"rope_theta\": 1e4, \"rope_scaling\": {\"factor\": 4.0}", "rope_scaling.factor",
      "is 4, without a rope_type"
    ),
    ("\"rope_theta\": 1e4, \"rope_parameters\": 3", "rope_parameters", "is 3; expected an object"),
    (
      "\"rope_parameters\": {\"rope_theta\": 1e4, \"partial_rotary_factor\": 0.25}",
      "rope_parameters.partial_rotary_factor", "is 0.25"
    ),
    (
      "\"rope_theta\": 1e4, \"rope_scaling\": {\"type\": \"default\", \"mrope_section\": [1, 2]}",
      "rope_scaling.mrope_section", "is set"
    ),
    (
      """
      "rope_parameters": {"full_attention": {"rope_theta": 5e5}, \
      "sliding_attention": {"rope_theta": 1e4}}
      """, "rope_parameters.sliding_attention.rope_theta", "is 10000, but rope_parameters.full"
    ),
    (
      "\"rope_parameters\": {\"full_attention\": {\"rope_theta\": 1e4, \"rope_type\": \"longrope\"}}",
      "rope_parameters.full_attention.rope_type", "is \"longrope\""
    ),
  ])
  func whatIsNotComputedIsNamed(_ members: String, key: String, reason: String) throws {
    let error = #expect(throws: ModelConfigError.self) { try config(members) }
    let problem = try #require(error?.problems.first)
    #expect(error?.problems.count == 1 && problem.key == key, "\(error as Any)")
    #expect(problem.reason.contains(reason), "\(problem.reason)")
  }
}
