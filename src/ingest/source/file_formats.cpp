#include "ingest/source/file_formats.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace spendlens::ingest {

namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t at;
  std::string_view bytes;
  std::string_view name;
  std::string_view way_out;
};

constexpr std::string_view kThroughCsv = "write it as CSV with the program that made it";

constexpr std::string_view kStatement = "have the bank or a converter write it as CSV";

constexpr std::size_t kTarAt = 257;

/// A more special one stands before a more general one.
constexpr auto kSignatures = std::to_array<Signature>({
    {0, "\x1F\x8B"sv, "gzip data", "decompress it first: gzip -dc FILE"},
    {0, "\x89HDF\r\n\x1a\n"sv, "an HDF5 file", "give the HDF5 file itself"},
    {0, "\x28\xB5\x2F\xFD"sv, "zstd data", "decompress it first: zstd -dc FILE"},
    {0, "\xFD\x37zXZ\0"sv, "xz data", "decompress it first: xz -dc FILE"},
    {0, "LZIP\x01"sv, "lzip data", "decompress it first: lzip -dc FILE"},
    {0, "\x5D\0\0"sv, "lzma data", "decompress it first: xz -dc FILE"},
    {0, "\x04\x22\x4D\x18"sv, "lz4 data", "decompress it first: lz4 -dc FILE"},
    {0, "\xFF\x06\0\0sNaPpY"sv, "snappy data", "decompress it first"},
    {0, "\x1F\x9D"sv, "data of compress (.Z)", "decompress it first: gzip -dc FILE"},
    {0, "7z\xBC\xAF\x27\x1C"sv, "a 7z archive", "unpack it first: 7z x FILE"},
    {0, "Rar!\x1A\x07"sv, "a rar archive", "unpack it first: unrar x FILE"},
    {kTarAt, "ustar"sv, "a tar archive", "unpack it first: tar -xf FILE"},
    {0, "PAR1"sv, "a Parquet file", "give the Parquet file itself"},
    {0, "PARE"sv, "an encrypted Parquet file", "write it as CSV with a program that has its key"},
    {0, "Obj\x01"sv, "an Avro file", kThroughCsv},
    {0, "FEA1"sv, "a Feather file",
     "write it as CSV, with pandas: pandas.read_feather('FILE').to_csv('log.csv', index=False)"},
    {0, "ARROW1"sv, "an Arrow (Feather) file",
     "write it as CSV, with pandas: pandas.read_feather('FILE').to_csv('log.csv', index=False)"},
    {0, "\xFF\xFF\xFF\xFF"sv, "a stream of Arrow", kThroughCsv},
    {0, "SQLite format 3\0"sv, "an SQLite database",
     "write the table as CSV: sqlite3 -csv -header FILE 'select * from TABLE'"},
    {8, "DUCK"sv, "a DuckDB database", "write the table as CSV: duckdb FILE -csv -c 'from TABLE'"},
    {0, "PGDMP"sv, "a dump of PostgreSQL", "write the table as CSV: COPY TABLE TO STDOUT (FORMAT csv, HEADER)"},
    {0, "MATLAB 5.0 MAT-file"sv, "a MATLAB file of version 5",
     "save it in MATLAB with '-v7.3', columns of numbers, or with writetable as CSV"},
    {0, "\x93NUMPY"sv, "an array of NumPy (.npy)", "write it as CSV with a header"},
    {0, "RDX2\n"sv, "data of R", "write it as CSV: write.csv(data, 'log.csv', row.names = FALSE)"},
    {0, "RDX3\n"sv, "data of R", "write it as CSV: write.csv(data, 'log.csv', row.names = FALSE)"},
    {0, "X\n\0\0\0"sv, "data of R (.rds)", "write it as CSV: write.csv(data, 'log.csv', row.names = FALSE)"},
    {0, "\x80\x02"sv, "a pickle of Python", "write it as CSV, with pandas: DataFrame.to_csv"},
    {0, "\x80\x03"sv, "a pickle of Python", "write it as CSV, with pandas: DataFrame.to_csv"},
    {0, "\x80\x04\x95"sv, "a pickle of Python", "write it as CSV, with pandas: DataFrame.to_csv"},
    {0, "\x80\x05\x95"sv, "a pickle of Python", "write it as CSV, with pandas: DataFrame.to_csv"},
    {0, "CDF\x01"sv, "a NetCDF file of version 3", kThroughCsv},
    {0, "CDF\x02"sv, "a NetCDF file of version 3", kThroughCsv},
    {0, "CDF\x05"sv, "a NetCDF file of version 3", kThroughCsv},
    {0, "\x0E\x03\x13\x01"sv, "an HDF4 file", "convert it to HDF5: h4toh5 FILE"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old file of Excel or another Office program",
     "save the sheet as CSV"},
    {0, "$FL2"sv, "an SPSS file", kThroughCsv},
    {0, "<stata_dta>"sv, "a Stata file", "write it as CSV: export delimited using log.csv"},
    {84, "SAS FILE"sv, "a SAS data set", kThroughCsv},
    {0, "%PDF-"sv, "a PDF", "a table of a PDF must be written as CSV first"},
    {0,
     "\x7F"
     "ELF"sv,
     "a program (ELF)", "give the log itself"},
    {0, "<?xml"sv, "XML", kThroughCsv},
    {0, "<!DOCTYPE"sv, "HTML", "that may be the page of a login or an error, not the log; download the CSV itself"},
    {0, "<!doctype"sv, "HTML", "that may be the page of a login or an error, not the log; download the CSV itself"},
    {0, "<html"sv, "HTML", "that may be the page of a login or an error, not the log; download the CSV itself"},
    {0, "OFXHEADER:"sv, "a statement in OFX", kStatement},
    {0, "<OFX"sv, "a statement in OFX", kStatement},
    {0, "!Type:"sv, "a statement in QIF", kStatement},
    {0, "!Account"sv, "a statement in QIF", kStatement},
    {0, "!Option:"sv, "a statement in QIF", kStatement},
    {0, ":20:"sv, "a statement in MT940", kStatement},
    {0, "\r\n:20:"sv, "a statement in MT940", kStatement},
    {0, "{1:F01"sv, "a message of SWIFT (MT940)", kStatement},
    {0, "-----BEGIN PGP"sv, "a PGP message", "decrypt it first: gpg -d FILE"},
});

bool has(std::string_view bytes, std::size_t at, std::string_view signature) {
  return bytes.size() >= at + signature.size() && bytes.substr(at, signature.size()) == signature;
}

std::optional<OtherFormat> zip_of(std::string_view beginning, std::string_view end) {
  if (!has(beginning, 0, "PK\x03\x04"sv) && !has(beginning, 0, "PK\x05\x06"sv)) return std::nullopt;
  const auto holds = [&](std::string_view name) {
    return beginning.find(name) != std::string_view::npos || end.find(name) != std::string_view::npos;
  };
  if (holds("xl/")) return OtherFormat{"an Excel workbook (xlsx)", "save the sheet as CSV", false};
  if (holds("opendocument.spreadsheet"))
    return OtherFormat{"an OpenDocument spreadsheet (ods)", "save the sheet as CSV", false};
  if (holds(".npy")) return OtherFormat{"arrays of NumPy (.npz)", "write them as CSV with a header", false};
  return OtherFormat{"a zip archive", "unpack it first: unzip FILE", false};
}

std::optional<OtherFormat> unicode_of(std::string_view beginning) {
  const std::optional<std::string> encoding = unicode_encoding(beginning);
  if (!encoding) return std::nullopt;
  return OtherFormat{"text in " + *encoding,
                     "give --encoding " + std::string(encoding->starts_with("UTF-16") ? "utf-16" : "utf-32"), false};
}

bool is_orc(std::string_view beginning, std::string_view end) {
  // The last byte is the length of a postscript, which ends with the name.
  const std::string_view last = end.empty() ? beginning : end;
  return has(beginning, 0, "ORC") && last.size() >= 4 && last.substr(last.size() - 4, 3) == "ORC";
}

bool is_bzip2(std::string_view bytes) {
  return has(bytes, 0, "BZh") && (has(bytes, 4, "1AY&SY") || has(bytes, 4, "\x17\x72\x45\x38\x50\x90"));
}

}  // namespace

bool begins_zstd(std::string_view beginning) {
  constexpr std::string_view kSkippable = "\x2A\x4D\x18";
  return has(beginning, 0, "\x28\xB5\x2F\xFD"sv) ||
         (has(beginning, 1, kSkippable) && (static_cast<unsigned char>(beginning[0]) & 0xF0U) == 0x50U);
}

bool begins_json(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t opening = text.find_first_not_of(kBlanks);
  if (opening == std::string_view::npos || (text[opening] != '{' && text[opening] != '[')) return false;
  const std::size_t next = text.find_first_not_of(kBlanks, opening + 1);
  // A header of CSV may be [customer_id],[amount].
  return next != std::string_view::npos &&
         std::string_view(text[opening] == '{' ? "\"}" : "{[\"]0123456789-").find(text[next]) != std::string_view::npos;
}

std::optional<std::string> unicode_encoding(std::string_view beginning) {
  if (has(beginning, 0, "\xFF\xFE\0\0"sv)) return "UTF-32LE";
  if (has(beginning, 0, "\0\0\xFE\xFF"sv)) return "UTF-32BE";
  if (has(beginning, 0, "\xFF\xFE"sv)) return "UTF-16LE";
  if (has(beginning, 0, "\xFE\xFF"sv)) return "UTF-16BE";
  // Without a mark: a header of ASCII has its zeros always at the same places of two or four bytes.
  const std::size_t looked = std::min<std::size_t>(beginning.size(), 32) / 4 * 4;
  if (looked < 8) return std::nullopt;
  std::array<bool, 4> zero{true, true, true, true};
  std::array<bool, 4> text{true, true, true, true};
  for (std::size_t i = 0; i < looked; ++i) (beginning[i] == '\0' ? text : zero)[i % 4] = false;
  const auto all = [&](std::string_view wanted) {
    for (std::size_t i = 0; i < 4; ++i)
      if (!(wanted[i] == '0' ? zero : text)[i]) return false;
    return true;
  };
  if (all("t000")) return "UTF-32LE";
  if (all("000t")) return "UTF-32BE";
  if (all("t0t0")) return "UTF-16LE";
  if (all("0t0t")) return "UTF-16BE";
  return std::nullopt;
}

std::optional<OtherFormat> other_format(std::string_view beginning, std::string_view end) {
  for (const Signature& signature : kSignatures)
    if (has(beginning, signature.at, signature.bytes))
      return OtherFormat{std::string(signature.name), std::string(signature.way_out), signature.at == kTarAt};
  if (auto zip = zip_of(beginning, end)) return zip;
  if (is_bzip2(beginning)) return OtherFormat{"bzip2 data", "decompress it first: bzip2 -dc FILE", false};
  if (is_orc(beginning, end))
    return OtherFormat{"an ORC file",
                       "write it as CSV, with pandas: pandas.read_orc('FILE').to_csv('log.csv', index=False)", false};
  if (begins_json(beginning)) return OtherFormat{"JSON", "give the JSON file itself", false};
  return unicode_of(beginning);
}

}  // namespace spendlens::ingest
