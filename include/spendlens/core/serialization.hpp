#pragma once

namespace spendlens {

/// Writes the fields to, or reads them from, an archive of Boost.Serialization, in the order given.
template <class Archive, class... Fields>
void serialize_fields(Archive& archive, Fields&... fields) {
  (static_cast<void>(archive & fields), ...);
}

}  // namespace spendlens
