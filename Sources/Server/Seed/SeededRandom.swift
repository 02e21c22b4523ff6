import Glibc

/// The same numbers for the same seed, on every machine (SplitMix64; Steele, Lea, Flood 2014).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Evenly spread over a range.
    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        let fraction = Double(next() >> 11) / 9_007_199_254_740_992
        return range.lowerBound + fraction * (range.upperBound - range.lowerBound)
    }

    /// Evenly spread over whole numbers.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// Around 0 with a standard deviation of 1 (Box and Muller 1958).
    mutating func normal() -> Double {
        (-2 * log(uniform(1e-12...1))).squareRoot() * cos(uniform(0...(2 * .pi)))
    }
}
