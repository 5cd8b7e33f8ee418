"""What the golden mini-run trains on, and how: shape, settings, texts, merges."""

SHAPE = dict(
    hidden_size=16, num_hidden_layers=2, intermediate_size=24, num_attention_heads=6,
    num_key_value_heads=4, num_noise_heads=2, k_ratio=1, head_dim=4, rms_norm_eps=1e-6,
    attn_rms_norm_eps=1e-5, rope_theta=500.0, max_position_embeddings=32,
    tie_word_embeddings=False, hidden_act="poly_norm", use_bias=False, vocab_size=0)
H, L, F, G, D = 16, 2, 24, 2, 4
R = SHAPE["num_attention_heads"] // G - 1
SETTINGS = dict(
    seed=11,
    data=dict(
        sources=[dict(name=name, kind="text", path=name + ".txt", split=dict(kind="lines"))
                 for name in ("animals", "cities")],
        mixture=dict(knots=[dict(at=0, weights=dict(animals=0.9, cities=0.1)),
                            dict(at=1, weights=dict(animals=0.05, cities=0.95))]),
        validationFraction=0.3, shuffle=False, joinDocuments=False),
    training=dict(steps=6, batchSize=3, microBatchSize=1, sequenceLength=16, gradientClip=3.3,
                  zLoss=0.001),
    optimizer=dict(
        kind="muonClip", learningRate=0.02, weightDecay=0.2, beta1=0.8, beta2=0.9, epsilon=1e-6,
        momentum=0.9, nesterov=True, newtonSchulz="jordan", updateScale="moonlight",
        qkClip=dict(mode="motifPublic", threshold=1.0, interval=2)),
    schedule=dict(kind="wsd", warmupFraction=1 / 3, decayFraction=0.5, shape="linear",
                  endRatio=0.25),
    evaluation=dict(interval=4, maxTokens=1000, items=0),
    generation=dict(tokens=1, prompts=["a"]),
    checkpoint=dict(interval=0, background=False),
    logging=dict(tensorBoard=False, report=False))
TEXTS = dict(
    animals="""the cat sat on the mat
the dog ran to the cat
a hen and a cat
the cat and the dog ate
one ant
the ant ran on and on
the hen sat on the hat
an éland ate the hat and ran
the dog and the hen sat
a rat ran to the hen
the rat ate the mat
a dog sat on a hat""",
    cities="""in rome the tram ran
서울 and rome
the tram in oslo ran late
a late train to rome
in 서울 the train ran
oslo and the late tram
zürich ran a tram
the train to oslo
a tram in rome and a train in oslo
late in 부산
the late train ran in zürich""")
MERGES = [("t", "h"), ("th", "e"), ("Ġ", "the"), ("a", "n"), ("Ġ", "r"), ("Ġr", "an"), ("a", "t"),
          ("Ġ", "an"), ("Ġan", "d"), ("t", "r"), ("o", "n"), ("e", "n")]
END = "<|endoftext|>"
