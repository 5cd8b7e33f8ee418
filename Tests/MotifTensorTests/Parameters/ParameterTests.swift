import Foundation
import MotifTensor
import MotifTestSupport
import Testing

@Suite("Parameters") struct ParameterTests {
  private struct Ones: ParameterSource {
    func value(for spec: ParameterSpec) -> Tensor { Tensor(repeating: 1, shape: spec.shape) }
  }

  @Test("a value is changed in place, unless something else holds it")
  func inPlace() {
    let parameter = Parameter(
      ParameterSpec(name: "p", shape: [3], role: .normGain), value: Tensor([1, 2, 3]))
    func place() -> UnsafePointer<Float> { parameter.value.withUnsafePointer { $0 } }
    let before = place()
    parameter.value.scale(by: 2)
    parameter.value.scaleRows(by: [1, 1, 2])
    #expect(place() == before && parameter.value.values == [2, 4, 12])
    let held = parameter.value
    parameter.value.scale(by: 2)
    #expect(place() != before && held.values == [2, 4, 12])
  }

  @Test("a scope joins path and name, layers declare theirs below it, in order")
  func scopeNames() throws {
    let store = ParameterStore()
    let root = ParameterScope(store: store, source: Ones())
    let layer = root.child("model").child("layers").child(3)
    let linear = try Linear(
      inputs: 4, outputs: 6, role: .gateProjection, in: layer.child("gate_proj"))
    _ = try RMSNorm(columns: 4, epsilon: 1e-6, in: layer.child("norm"))
    _ = try Embedding(vocabulary: 7, hidden: 4, in: root.child("embed"))
    _ = try layer.parameter("lambda_q1", [5], role: .lambdaVector)
    #expect(
      store.parameters.map(\.name) == [
        "model.layers.3.gate_proj.weight", "model.layers.3.norm.weight", "embed.weight",
        "model.layers.3.lambda_q1",
      ])
    #expect(
      store.parameters.map(\.role) == [.gateProjection, .normGain, .embedding, .lambdaVector])
    #expect(linear.weight.spec.shape == [6, 4] && store.count == 24 + 4 + 28 + 5)
    #expect(store["embed.weight"]?.spec.shape == [7, 4] && store["embed"] == nil)
  }

  @Test("a name declared twice stops the program")
  func duplicateNames() async {
    await #expect(processExitsWith: .failure) {
      let scope = ParameterScope(store: ParameterStore(), source: Ones())
      _ = try scope.child("a").parameter("weight", [1], role: .normGain)
      _ = try scope.parameter("a.weight", [1], role: .normGain)
    }
  }

  @Test("a parameter is a leaf of its own; its value leaves the graph it came from")
  func leaf() {
    let tracked = Tensor([1, 2]).tracked()
    let p = Parameter(
      ParameterSpec(name: "p", shape: [2], role: .normGain), value: tracked + tracked)
    #expect(p.value.node == nil && p.value.values == [2, 4] && p.count == 2)
    let gradients = p.tensor.sum().backward()
    #expect(gradients[p]?.values == [1, 1] && gradients[tracked] == nil)
  }

  @Test("a checkpoint gives the numbers of that name, and errors name tensor and shapes")
  func checkpoint() throws {
    let golden = try Fixtures.load("model_a")
    let source = CheckpointSource(golden.file)
    let name = "model.layers.0.mlp.act_fn.weight"
    let spec = ParameterSpec(name: name, shape: [3], role: .polyNormWeight)
    #expect(try source.value(for: spec).values == golden.floats(name))
    func message(_ name: String, _ shape: Shape) -> String {
      do {
        _ = try source.value(for: ParameterSpec(name: name, shape: shape, role: .polyNormWeight))
        return "no error"
      } catch { return "\(error)" }
    }
    let wrongShape = message(name, [4, 1])
    for part in [golden.file.path, name, "[3]", "[4, 1]", "expected"] {
      #expect(wrongShape.contains(part), "\(wrongShape) lacks \(part)")
    }
    let missing = message("model.layers.9.mlp.act_fn.weight", [3])
    for part in [golden.file.path, "model.layers.9.mlp.act_fn.weight"] {
      #expect(missing.contains(part), "\(missing) lacks \(part)")
    }
  }

  @Test("roles route: seven block matrices, decay for matrices only")
  func roles() {
    let hidden = ParameterRole.allCases.filter(\.isHiddenMatrix)
    #expect(hidden.count == 7 && !hidden.contains(.embedding) && !hidden.contains(.outputHead))
    #expect(
      Set(ParameterRole.allCases.filter(\.decays)) == Set(hidden + [.embedding, .outputHead]))
    #expect(
      ParameterRole.allCases.filter(\.writesToResidual) == [.outputProjection, .downProjection])
  }
}
