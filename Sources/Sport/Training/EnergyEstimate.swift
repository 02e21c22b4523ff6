/// Kilocalories where the device doesn't say.
package enum EnergyEstimate {
    /// How much of the energy that a body turns over becomes work at the pedals.
    private static let efficiency = 0.24
    private static let kilojoulesPerKilocalorie = 4.184

    /// From the work that was measured.
    static func kilocalories(kilojoules: Double) -> Double {
        kilojoules / kilojoulesPerKilocalorie / efficiency
    }

    /// What is usual in a sport for somebody with this weight.
    package static func kilocalories(
        _ sport: SportClass, movingSeconds: Int, averageSpeed: Double, kilograms: Double
    ) -> Double {
        let equivalents = metabolicEquivalents(sport, metersPerSecond: averageSpeed)
        return equivalents * kilograms * Double(movingSeconds) / 3600
    }

    /// How many times the energy of rest, which is a kilocalorie for a kilogram and an hour.
    ///
    /// Source: Ainsworth and others, "2011 Compendium of Physical Activities", rounded: running costs about
    /// as many as it has kilometres an hour; riding by speed; the others a typical value.
    private static func metabolicEquivalents(_ sport: SportClass, metersPerSecond speed: Double) -> Double {
        let kilometersPerHour = speed * 3.6
        switch sport {
        case .foot where kilometersPerHour >= 7: return kilometersPerHour
        case .foot: return kilometersPerHour < 4 ? 3 : 4
        case .ride:
            switch kilometersPerHour {
            case ..<16: return 4
            case ..<19: return 6.8
            case ..<22.5: return 8
            case ..<26: return 10
            default: return 12
            }
        case .water: return 6
        case .snow: return 7
        case .other: return 4
        }
    }
}
