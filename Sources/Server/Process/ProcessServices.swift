import Crypto
import EventLoop
import Jobs
import Kernel
import Telemetry

/// What the loops of a process share: values, and what is safe to use from any thread.
struct ProcessServices: Sendable {
    /// What the process was told.
    let configuration: ServerConfiguration
    /// The structured log.
    let log: Log
    /// The process' metrics.
    let metrics: Metrics
    /// Named checks for the health endpoints.
    let health: Health
    /// The time of day.
    let clock: WallClock
    /// Tells workers that there is something to do.
    let doorbell: Doorbell
    /// Makes identifiers; knows this process' node.
    let ids: IDGenerator
    /// Shared by all processes of the installation.
    let secrets: InstallationSecrets
    /// Threads for parsing, computing and password hashes.
    let cpuLane: Lane
    /// Threads for files.
    let diskLane: Lane
}

/// The secrets of the installation.
struct InstallationSecrets: Sendable {
    /// Signs access tokens where `SIGNING_KEYS` isn't given.
    let signing: [UInt8]
    /// Signs cursors.
    let cursors: [UInt8]
}

extension ProcessServices {
    /// What signs access tokens.
    var signingKeys: SigningKeys {
        get throws {
            if let keys = configuration.signingKeys { return keys }
            return try SigningKeys(current: SigningKey(id: "installation", secret: secrets.signing))
        }
    }

    /// The same with another port.
    func listening(on port: UInt16) -> ProcessServices {
        var configuration = configuration
        configuration.port = port
        return ProcessServices(
            configuration: configuration, log: log, metrics: metrics, health: health, clock: clock,
            doorbell: doorbell, ids: ids,
            secrets: secrets, cpuLane: cpuLane, diskLane: diskLane)
    }
}
