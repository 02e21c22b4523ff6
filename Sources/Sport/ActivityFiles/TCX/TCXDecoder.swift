/// The place of the decoder for Garmin's Training Center XML; `XML/` has what it shares with GPX.
enum TCXDecoder {
    static func decode(_ bytes: [UInt8]) throws(ActivityFileError) -> [DecodedActivity] {
        throw ActivityFileError(.notSupported, "TCX files are not supported yet: please export a GPX file.")
    }
}
