// MotifData
