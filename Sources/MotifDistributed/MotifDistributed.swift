// MotifDistributed
