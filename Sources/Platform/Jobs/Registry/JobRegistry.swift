/// All handlers and schedules of a loop, gathered from the modules. The outbox asks it who subscribed to an
/// event.
///
/// A process that only publishes needs the same registry as one that works.
package final class JobRegistry {
    private(set) var handlers: [String: JobHandler] = [:]
    private(set) var schedules: [String: Schedule] = [:]
    private var subscribers: [String: [JobHandler]] = [:]

    /// An empty registry.
    package init() {}

    /// Adds a handler; its name must be new.
    package func add(_ handler: JobHandler) {
        precondition(handlers[handler.name] == nil, "two handlers are named \(handler.name)")
        handlers[handler.name] = handler
        if let kind = handler.eventKind { subscribers[kind, default: []].append(handler) }
    }

    /// Adds handlers; their names must be new.
    package func add(_ handlers: [JobHandler]) {
        for handler in handlers { add(handler) }
    }

    /// Adds a schedule and its handler; their name must be new.
    package func add(_ schedule: Schedule) {
        add(schedule.handler)
        schedules[schedule.name] = schedule
    }

    /// The names of all handlers, sorted.
    package var handlerNames: [String] { handlers.keys.sorted() }

    /// The names of those who get an event of a kind, sorted.
    package func subscriberNames(of eventKind: String) -> [String] {
        subscribers(of: eventKind).map(\.name).sorted()
    }

    func subscribers(of eventKind: String) -> [JobHandler] {
        subscribers[eventKind] ?? []
    }
}
