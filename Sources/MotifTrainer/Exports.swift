// Who trains from Swift writes a config first: `import MotifTrainer` brings both.
@_exported public import MotifConfig
