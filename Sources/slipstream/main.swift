import FoundationEssentials
import Glibc
import Server

exit(
    await Slipstream.main(
        arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
)
