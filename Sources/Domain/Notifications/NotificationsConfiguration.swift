package import Kernel

/// The module's settings.
package struct NotificationsConfiguration: Sendable {
    /// Sockets of one athlete on one loop.
    package var socketsPerAthlete: Int

    /// The defaults, or others in tests.
    package init(socketsPerAthlete: Int = 16) {
        self.socketsPerAthlete = socketsPerAthlete
    }

    /// Reads the settings from the environment.
    package init(_ reader: inout ConfigurationReader) {
        reader.begin(section: "Notifications")
        socketsPerAthlete = reader.integer(
            "SOCKETS_PER_ATHLETE", default: 16, in: 1...1_000_000, "Sockets of one athlete on one event loop."
        )
    }
}
