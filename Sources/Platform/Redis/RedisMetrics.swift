package import Telemetry

/// What is counted of Redis; one set for all loops.
package final class RedisMetrics: Sendable {
    /// One command of so many is timed, because two looks at the clock cost more than encoding a command.
    static let samplingInterval = 16

    let commands: Counter
    let commandSeconds: Histogram
    let failures: Counter
    let reconnects: Counter
    let connections: Gauge
    let messages: Counter

    /// Registers the series; without a registry nothing is exposed.
    package init(_ metrics: Metrics = Metrics()) {
        commands = metrics.counter("slipstream_redis_commands_total", help: "Commands sent to Redis.")
        commandSeconds = metrics.histogram(
            "slipstream_redis_command_seconds",
            help: "Time from submitting a command to its reply; one in 16 is timed.")
        failures = metrics.counter(
            "slipstream_redis_failures_total",
            help: "Commands without a reply: Redis away, interrupted or overloaded.")
        reconnects = metrics.counter(
            "slipstream_redis_reconnects_total", help: "Connections made after a loss.")
        connections = metrics.gauge(
            "slipstream_redis_connections", help: "Connections that are ready for commands.")
        messages = metrics.counter("slipstream_redis_messages_total", help: "Published messages received.")
    }
}
