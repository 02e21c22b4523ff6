/// The place of the decoder for Garmin's Flexible and Interoperable Data Transfer protocol.
enum FITDecoder {
    static func decode(_ bytes: [UInt8]) throws(ActivityFileError) -> [DecodedActivity] {
        throw ActivityFileError(.notSupported, "FIT files are not supported yet: please export a GPX file.")
    }
}
