import Kernel
import Postgres

/// A process' claim to be one of the 256 nodes that make identifiers.
///
/// The lease is longer than the time between renewals by so much that a process which can't renew has been
/// unable to commit anything for a long time before another may take its node.
final class NodeLease {
    /// How long a lease lasts without renewal.
    static let duration: Duration = .seconds(300)
    /// How often it is to be renewed.
    static let renewalInterval: Duration = .seconds(60)

    private let database: Database
    private let holder: Int64
    /// The node that was leased.
    let node: UInt8

    private init(database: Database, holder: Int64, node: UInt8) {
        self.database = database
        self.holder = holder
        self.node = node
    }

    /// Takes the node that has been free for longest; throws 503 when all are taken.
    static func take(from database: Database) async throws -> NodeLease {
        let holder = Int64.random(in: 1...Int64.max)
        let rows = try await database.query(
            """
            update platform.node set leased_until = now() + interval '300 seconds', holder = \(holder)
            where id = (
                select id from platform.node where leased_until < now()
                order by leased_until, id limit 1 for update skip locked
            )
            returning id
            """)
        guard let node = try rows.decode(Int16.self).first else {
            throw Fault(.unavailable(retryAfterSeconds: 60), "All 256 nodes are leased")
        }
        return NodeLease(database: database, holder: holder, node: UInt8(node))
    }

    /// Prolongs the lease; false when another process has taken the node meanwhile.
    func renew() async throws -> Bool {
        try await database.execute(
            """
            update platform.node set leased_until = now() + interval '300 seconds'
            where id = \(Int16(node)) and holder = \(holder)
            """) == 1
    }

    /// Gives the node back; it is still the last to be taken by others.
    func release() async throws {
        try await database.execute(
            "update platform.node set leased_until = now() where id = \(Int16(node)) and holder = \(holder)")
    }
}
