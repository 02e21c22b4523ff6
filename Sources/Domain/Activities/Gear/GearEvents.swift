import Jobs
package import Kernel

/// Gear, or a part of it, has gone as far as its athlete wanted to know; told once for each wear distance.
package struct GearWorn: Event {
    /// Its name.
    package static let kind = "gear.worn"
    /// Whose it is, and which.
    package let athlete: AthleteID
    package let gear: GearID
    /// The part; nil where it is the gear itself.
    package let component: ComponentID?
}
