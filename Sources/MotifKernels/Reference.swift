/// The same functions written like their formulas, generic over the scalar: oracle and explanation.
///
/// In Double they prove the formulas against central differences; in Float they set the error that a
/// vectorised twin may have.
package enum Reference {}
