import Foundation
import Geo
import Kernel
import Streams

@testable import Activities

/// A home that attackers look for, tracks that begin and end there, and metres around it.
struct SecretHome {
    static let address = Coordinate(latitude: 47.3712, longitude: 8.5233)
    private static let metersPerDegree = Coordinate.earthRadiusMeters * .pi / 180

    /// The rules of an athlete who lives here.
    static func privacy(
        zoneMeters: Int? = nil, startMeters: Int = 0, endMeters: Int = 0, secret: UInt8 = 1
    ) -> Privacy {
        var settings = PrivacySettings()
        settings.hiddenStartMeters = startMeters
        settings.hiddenEndMeters = endMeters
        let zones = zoneMeters.map {
            [PrivacyZone(id: PrivacyZoneID(1), name: "Home", address: address, radiusMeters: $0)]
        }
        return Privacy(
            settings: settings, revision: 1, zones: zones ?? [], secret: [UInt8](repeating: secret, count: 32)
        )
    }

    /// The position so many metres east and north of home.
    static func position(_ meters: SIMD2<Double>) -> Coordinate {
        let scale = cos(address.latitude * .pi / 180)
        return Coordinate(
            latitude: address.latitude + meters.y / metersPerDegree,
            longitude: address.longitude + meters.x / metersPerDegree / scale)
    }

    /// How many metres east and north of home a position is.
    static func meters(_ position: Coordinate) -> SIMD2<Double> {
        let scale = cos(address.latitude * .pi / 180)
        return SIMD2(
            (position.longitude - address.longitude) * metersPerDegree * scale,
            (position.latitude - address.latitude) * metersPerDegree)
    }

    /// A recording along these points, a sample every three seconds.
    static func recording(_ points: [SIMD2<Double>]) -> StreamSet {
        var streams = StreamSet(time: points.indices.map { Int32($0 * 3) })
        streams.set(.latitude, points.map { position($0).latitude })
        streams.set(.longitude, points.map { position($0).longitude })
        var distance = 0.0
        streams.set(
            .distance,
            points.indices.map { index in
                if index > 0 { distance += (points[index] - points[index - 1]).length }
                return distance
            })
        streams[.heartrate] = points.indices.map { Int32(120 + $0 % 30) }
        return streams
    }

    /// A straight way eastwards and back, a sample every 10 m.
    static func outAndBack(meters: Int) -> StreamSet {
        let out = stride(from: 0, through: meters, by: 10).map { SIMD2(Double($0), 0) }
        return recording(out + out.reversed().dropFirst())
    }
}

extension SIMD2<Double> {
    var length: Double { (self * self).sum().squareRoot() }
}
