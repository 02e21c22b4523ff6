import Activities
import Kernel
import Synchronization
import TestWorld

@testable import Server

/// The points at which work dies, one after the other.
final class Deaths<Point: Equatable & Sendable>: Sendable {
    private struct Killed: Error {}

    private let points: Mutex<[Point]>

    init(_ points: [Point]) {
        self.points = Mutex(points)
    }

    /// Whether all have happened.
    var areOver: Bool { points.withLock { $0.isEmpty } }

    /// Throws if the next death is here.
    func pass(_ point: Point) throws {
        try points.withLock { points in
            guard points.first == point else { return }
            points.removeFirst()
            throw Killed()
        }
    }
}

extension TestWorld {
    /// Works, in a world whose servers don't, until no job of a kind, or of several like `%import%`, is left,
    /// with modules as `prepare` leaves them.
    func workOff(
        _ kind: String, prepare: @escaping @Sendable (ActivitiesModule) -> Void = { _ in }
    ) async throws {
        let configuration = try ServerConfiguration(environment: environment)
        try await Workbench.run(configuration) { loopModules, services in
            prepare(loopModules.modules.activities)
            let background = Background(loopModules.platform, services, loopModules.registry)
            background.start()
            _ = try await eventually(within: .seconds(60)) {
                try self.database.sql("select 1 from jobs.job where kind like '\(kind)'").isEmpty
                    ? true : nil
            }
            await background.stop(within: .seconds(5))
        }
    }
}
