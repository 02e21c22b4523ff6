import Jobs
package import Kernel

/// An import has come to an end, or its dry run has; or its archive can't be used.
package struct ImportEnded: Event {
    /// Its name.
    package static let kind = "import.ended"
    /// Whose it is, which, and how it is now.
    package let athlete: AthleteID
    package let id: ImportID
    package let state: Import.State
}

extension Import.State: Codable {}
