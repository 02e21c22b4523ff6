package import HTTP
package import Jobs

/// The door of a domain module. One instance a loop, made by the composition root from the platform's
/// services
/// and the modules to its left.
package protocol Module {
    /// The module's name, which is its PostgreSQL schema too.
    static var name: String { get }
    /// Its rows of the route table.
    var routes: [Route] { get }
    /// What it does in the background: on events of others, and on jobs of its own.
    var jobs: [JobHandler] { get }
    /// What it does at certain times.
    var schedules: [Schedule] { get }

    /// Begins what goes on while the loop runs: subscriptions, caches that have to be warm.
    func start() async throws
    /// Ends it; called once when the server drains.
    func stop() async
}

extension Module {
    /// None.
    package var routes: [Route] { [] }
    /// None.
    package var jobs: [JobHandler] { [] }
    /// None.
    package var schedules: [Schedule] { [] }

    /// Nothing to begin.
    package func start() async throws {}
    /// Nothing to end.
    package func stop() async {}
}
