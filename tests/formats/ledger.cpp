#include "formats/ledger.hpp"

#include <doctest/doctest.h>

#include "formats/ledger_schema.hpp"
#include "formats/ledger_writer.hpp"
#include "tests/files.hpp"

namespace rubric::formats {

namespace {

using Access = Database::Access;

std::string code_of(const LedgerProblem& problem) {
  return std::string(engine::kind(problem.diagnostic.code).name);
}

Signature at(const std::string& time) {
  return {time, "张三", "原因"};
}

/// What SQLite says against a statement; nothing if it was carried out.
std::string refusal(Database& file, const char* sql) {
  try {
    file.execute(sql);
  } catch (const LedgerProblem& problem) {
    return problem.diagnostic.message(engine::Language::en);
  }
  return "";
}

ImportFacts facts(std::int64_t rows) {
  ImportFacts facts;
  facts.file = "a.csv";
  facts.encoding = "UTF-8";
  facts.sha256 = Sha256().add("a").digest();
  facts.columns = {"单位", "年度"};
  facts.header_row = 1;
  facts.keys = {"单位"};
  facts.rows = rows;
  return facts;
}

}  // namespace

TEST_CASE("an entry is there after finish, and without it there is nothing") {
  const testing::Folder folder;
  Ledger ledger(folder / "a.ledger", Access::create, 0);
  CHECK(ledger.found_version() == 0);
  {
    LedgerWriter writer(ledger, at("2024-01-01T00:00:00Z"));
    CHECK_FALSE(writer.add_data(2022, 2, "甲", {"甲", "2022"}).has_value());
  }
  CHECK(ledger.last_entry() == 0);
  CHECK(ledger.file().number("SELECT count(*) FROM data") == 0);
  {
    LedgerWriter writer(ledger, at("2024-01-01T00:00:00Z"));
    CHECK_FALSE(writer.add_data(2022, 2, "甲", {"甲", "2022"}).has_value());
    CHECK(writer.add_data(2022, 3, "甲", {"甲", "2022"}) == 1);
    CHECK(writer.finish(facts(1)) == 1);
  }
  const Ledger again(folder / "a.ledger", Access::read, 0);
  CHECK(again.found_version() == ledger_version);
  CHECK(again.entry(1).who == "张三");
  CHECK(again.years(1) == std::vector<std::pair<int, std::int64_t>>{{2022, 1}});
  CHECK(again.known_at("2023-12-31T23:59:59Z") == 0);
  CHECK(again.known_at("2024-01-01T00:00:00Z") == 1);
}

TEST_CASE("nothing that is recorded can be changed, removed, replaced or added to") {
  const testing::Folder folder;
  Ledger ledger(folder / "a.ledger", Access::create, 0);
  LedgerWriter writer(ledger, at("2024-01-01T00:00:00Z"));
  writer.add_data(2022, 2, "甲", {"甲", "2022"});
  writer.finish(facts(1));
  for (const char* const sql :
       {"UPDATE entry SET who = ''", "DELETE FROM entry", "UPDATE data SET cells = '[]'", "DELETE FROM data",
        "UPDATE unit SET name = 'x'", "DELETE FROM unit", "DELETE FROM import",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry", "INSERT OR REPLACE INTO unit VALUES (1, 'x')",
        "INSERT OR REPLACE INTO data SELECT entry, year, number, unit, '[]' FROM data",
        "INSERT INTO data VALUES (1, 2023, 9, 1, '[]')",
        "INSERT INTO data VALUES (1, 2022, 2, 1, '[]') ON CONFLICT DO UPDATE SET cells = ''"}) {
    CAPTURE(sql);
    CHECK_MESSAGE(testing::contains(refusal(ledger.file(), sql), "a ledger is only added to"),
                  refusal(ledger.file(), sql));
  }
  CHECK(ledger.file().number("SELECT count(*) FROM data WHERE cells = '[\"甲\",\"2022\"]'") == 1);
}

TEST_CASE("who only reads makes no ledger of an empty file and records nothing") {
  const testing::Folder folder;
  const std::string path = folder.file("a.ledger", "");
  for (const Access access : {Access::read, Access::write}) {
    try {
      const Ledger ledger(path, access, 0);
      FAIL_CHECK("opened");
    } catch (const LedgerProblem& problem) {
      CHECK(code_of(problem) == "E971");
    }
    CHECK(testing::read(path) == "");
  }
  CHECK(Ledger(path, Access::create, 0).found_version() == 0);
  Ledger reader(path, Access::read, 0);
  CHECK(reader.found_version() == ledger_version);
  CHECK(testing::contains(refusal(reader.file(), "INSERT INTO unit VALUES (1, 'x')"), "Read-only"));
}

TEST_CASE("a ledger of version 1 is brought up to date, with what it holds") {
  const testing::Folder folder;
  const std::string path = folder / "old.ledger";
  {
    Database old(path, Access::create, 0);
    old.execute(testing::read(testing::project("tests/formats/ledger_version_1.sql")).c_str());
  }
  const Ledger ledger(path, Access::read, 0);
  CHECK(ledger.found_version() == 1);
  const std::vector<Entry> entries = ledger.entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].digest == ledger.digest_now(entries[0]));
  CHECK(entries[1].digest == ledger.digest_now(entries[1]));
  CHECK(entries[1].who == "李四");
  std::string above;
  for (const Entry& entry : entries) {
    above = chained(above,
                    {entry.id, to_name(entry.kind), entry.recorded, entry.who, entry.reason, entry.digest});
    CHECK(entry.chain == above);
  }
  CHECK(ledger.years(1) == std::vector<std::pair<int, std::int64_t>>{{2022, 2}});
  CHECK(Ledger(path, Access::read, 0).found_version() == ledger_version);
  Ledger writable(path, Access::write, 0);
  CHECK_THROWS_AS(writable.file().execute("UPDATE entry SET who = ''"), LedgerProblem);
}

TEST_CASE("a migration that fails leaves the old ledger") {
  const testing::Folder folder;
  const std::string path = folder / "old.ledger";
  {
    Database old(path, Access::create, 0);
    old.execute(testing::read(testing::project("tests/formats/ledger_version_1.sql")).c_str());
    old.execute("DROP TRIGGER entry_no_UPDATE");  // which the step expects
  }
  try {
    const Ledger ledger(path, Access::read, 0);
    FAIL_CHECK("opened");
  } catch (const LedgerProblem& problem) {
    CHECK(code_of(problem) == "E973");
  }
  Database old(path, Access::read, 0);
  CHECK(old.number("PRAGMA user_version") == 1);
  CHECK(old.number("SELECT count(*) FROM pragma_table_info('entry') WHERE name = 'chain'") == 0);
}

TEST_CASE("SHA-256 as FIPS 180-4 has it, and fields that cannot run together") {
  CHECK(hex(Sha256().add("abc").digest()) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(Sha256().digest()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Sha256().field("ab").field("c").digest() != Sha256().field("a").field("bc").digest());
  // field() is the length in decimal, a colon, the bytes: sha256sum gives the same of "2:ab1:7".
  CHECK(Sha256().field("ab").field(7).digest() == Sha256().add("2:ab1:7").digest());
}

}  // namespace rubric::formats
