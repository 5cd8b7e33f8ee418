import Foundation
import MotifDistributed
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
    let hidden = ParameterRole.known.filter(\.isHiddenMatrix)
    #expect(hidden.count == 7 && !hidden.contains(.embedding) && !hidden.contains(.outputHead))
    #expect(
      Set(ParameterRole.known.filter(\.decays)) == Set(hidden + [.embedding, .outputHead]))
    #expect(
      ParameterRole.known.filter(\.writesToResidual) == [.outputProjection, .downProjection])
  }

  @Test("a role of one's own states what known roles decide, and keeps its text")
  func customRoles() async throws {
    let adapter = ParameterRole.custom(
      "adapter", isHiddenMatrix: true, writesToResidual: true,
      initialization: .normal(deviation: 0.01))
    #expect(adapter.isHiddenMatrix && adapter.decays && adapter.writesToResidual)
    #expect(adapter.rawValue == "adapter" && !ParameterRole.known.contains(adapter))
    let bias = ParameterRole.custom("bias", isHiddenMatrix: false, initialization: .constant(0))
    #expect(!bias.isHiddenMatrix && !bias.decays && !bias.writesToResidual && bias != adapter)
    #expect(ParameterRole.custom("bias", isHiddenMatrix: false, decays: true).decays)
    let roles = ParameterRole.known + [adapter, bias]
    #expect(Set(roles).count == 16 && Set(roles.map(\.rawValue)).count == 16)
    let data = try JSONEncoder().encode(roles)
    #expect(try JSONDecoder().decode([ParameterRole].self, from: data) == roles)
    let text = try #require(String(data: data, encoding: .utf8))
    #expect(text.hasPrefix(#"["embedding","outputHead","queryProjection","keyProjection","#))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ParameterRole].self, from: Data(#"["embeddings"]"#.utf8))
    }
    await #expect(processExitsWith: .failure) {
      _ = ParameterRole.custom("outputHead", isHiddenMatrix: false)
    }
  }

  @Test("a specification knows what a checkpoint holds and what this rank holds")
  func slices() async {
    let whole = ParameterSpec(name: "w", shape: [6, 4], role: .upProjection)
    #expect(whole.globalShape == [6, 4] && whole.shape == [6, 4] && !whole.isSharded)
    #expect(
      whole
        == ParameterSpec(name: "w", globalShape: [6, 4], slice: nil, role: .upProjection))
    let part = ParameterSpec(
      name: "w", globalShape: [6, 4], slice: TensorSlice(start: [2, 0], extent: [3, 4]),
      role: .upProjection)
    #expect(part.globalShape == [6, 4] && part.shape == [3, 4] && part.isSharded && part != whole)
    let box = ParameterSpec(
      name: "w", globalShape: [6, 4], slice: TensorSlice(start: [4, 1], extent: [2, 3]),
      role: .upProjection)
    #expect(box.shape == [2, 3])
    let columns = ParameterSpec(
      name: "w", globalShape: [6, 4], slice: TensorSlice(start: [0, 4], extent: [6, 0]),
      role: .upProjection)
    #expect(columns.shape == [6, 0])
    let parameter = Parameter(part, value: Tensor(repeating: 1, shape: [3, 4]))
    #expect(parameter.count == 12)
    await #expect(processExitsWith: .failure) {
      _ = ParameterSpec(
        name: "w", globalShape: [6, 4], slice: TensorSlice(start: [2, 0], extent: [5, 4]),
        role: .upProjection)
    }
    await #expect(processExitsWith: .failure) {
      _ = ParameterSpec(
        name: "w", globalShape: [6, 4], slice: TensorSlice(start: [0, 0, 0], extent: [6, 4, 1]),
        role: .upProjection)
    }
    await #expect(processExitsWith: .failure) {
      let part = ParameterSpec(
        name: "w", globalShape: [6, 4], slice: TensorSlice(start: [2, 0], extent: [3, 4]),
        role: .upProjection)
      _ = Parameter(part, value: Tensor(repeating: 1, shape: [6, 4]))
    }
  }
}
