// MotifTrainer
