// SQLite as the ledger uses it: a file, statements with bound values, and one kind of failure. The only place
// that sees sqlite3.h is ledger_database.cpp.
//
//   Database file(path, Database::Access::write, 10'000);
//   Statement find = file.prepare("SELECT file FROM import WHERE entry = ?");
//   find.bind(3);
//   while (find.step()) … find.text(0) …
//
// Whatever fails throws a LedgerProblem that says what a user can do; a transaction that was not committed is
// then undone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/diagnostic.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace rubric::formats {

/// What a ledger's functions throw.
struct LedgerProblem {
  engine::Diagnostic diagnostic;
};

class Database;

class Statement {
 public:
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  Statement(const Statement&) = delete;

  /// Values go to the ?s in order; the first one after a run starts at the first ? again. Texts are kept by
  /// the caller until the statement has run.
  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  Statement& bind_blob(std::string_view bytes);
  Statement& bind_null();
  /// The next row; false when there is none, and the statement can be used again.
  bool step();
  /// For what gives no rows.
  void run();

  std::int64_t integer(int column) const;
  bool null(int column) const;
  int columns() const;
  /// The value as text or bytes, numbers in decimal. Valid until the next step.
  std::string_view bytes(int column) const;
  std::string text(int column) const { return std::string(bytes(column)); }

 private:
  friend class Database;
  Statement(const Database& file, sqlite3_stmt* statement) : file_(&file), statement_(statement) {}
  int next_parameter();
  void check(int result) const;

  const Database* file_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
  bool fresh_ = true;
};

class Database {
 public:
  enum class Access : unsigned char { read, write, create };

  /// Opens the file at `path`; whoever else uses it is waited for, for so many milliseconds.
  Database(const std::string& path, Access access, int wait_ms);
  /// One in memory, for as long as this object is there.
  Database();
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& path() const { return path_; }
  bool read_only() const;
  void execute(const char* sql);
  Statement prepare(std::string_view sql) const;
  /// The single number that a statement gives.
  std::int64_t number(std::string_view sql) const;
  void begin();
  void commit();
  void roll_back() noexcept;
  /// What PRAGMA integrity_check finds; empty if all is well.
  std::string integrity() const;
  /// The problem of a result code as a finding.
  [[noreturn]] void fail(int result) const;
  [[noreturn]] void fail(engine::Code code, std::vector<engine::Text> arguments) const;

 private:
  std::string path_;
  int wait_ms_ = 0;
  sqlite3* file_ = nullptr;
};

}  // namespace rubric::formats
