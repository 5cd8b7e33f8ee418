// MotifModel
