#include "formats/ledger_database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "formats/file.hpp"
#include "formats/inputs.hpp"

namespace rubric::formats {

using engine::Code;
using engine::Text;

namespace {

/// SQLite takes ":memory:" and "" for no file at all.
std::string as_file(const std::string& path) {
  return path.substr(0, 1) == "/" ? path : "./" + path;
}

}  // namespace

Statement::~Statement() {
  ::sqlite3_finalize(statement_);
}

Statement::Statement(Statement&& other) noexcept
    : file_(other.file_),
      statement_(std::exchange(other.statement_, nullptr)),
      bound_(other.bound_),
      fresh_(other.fresh_) {}

void Statement::check(int result) const {
  if (result != SQLITE_OK) file_->fail(result);
}

int Statement::next_parameter() {
  if (!fresh_) ::sqlite3_reset(statement_);
  fresh_ = true;
  return ++bound_;
}

Statement& Statement::bind(std::int64_t value) {
  check(::sqlite3_bind_int64(statement_, next_parameter(), value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  check(::sqlite3_bind_text64(statement_, next_parameter(), text.empty() ? "" : text.data(), text.size(),
                              SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
  check(::sqlite3_bind_blob64(statement_, next_parameter(), bytes.empty() ? "" : bytes.data(), bytes.size(),
                              SQLITE_STATIC));
  return *this;
}

Statement& Statement::bind_null() {
  check(::sqlite3_bind_null(statement_, next_parameter()));
  return *this;
}

bool Statement::step() {
  const int result = ::sqlite3_step(statement_);
  fresh_ = false;
  bound_ = 0;
  if (result == SQLITE_ROW) return true;
  ::sqlite3_reset(statement_);
  fresh_ = true;
  if (result != SQLITE_DONE) file_->fail(result);
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::int64_t Statement::integer(int column) const {
  return ::sqlite3_column_int64(statement_, column);
}

bool Statement::null(int column) const {
  return ::sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

int Statement::columns() const {
  return ::sqlite3_column_count(statement_);
}

std::string_view Statement::bytes(int column) const {
  // Numbers become text; a blob is given as it is.
  const void* const data = ::sqlite3_column_type(statement_, column) == SQLITE_BLOB
                               ? ::sqlite3_column_blob(statement_, column)
                               : ::sqlite3_column_text(statement_, column);
  const int size = ::sqlite3_column_bytes(statement_, column);
  return data ? std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size))
              : std::string_view();
}

Database::Database(const std::string& path, Access access, int wait_ms) : path_(path), wait_ms_(wait_ms) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno == ENOENT && access != Access::create) fail(Code::E976, {path});
  if (!exists && errno != ENOENT) fail(Code::E970, {path, system_reason(errno)});
  if (exists && S_ISDIR(status.st_mode)) fail(Code::E970, {path, system_reason(EISDIR)});
  if (exists && !S_ISREG(status.st_mode)) fail(Code::E971, {path});
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (access == Access::create) flags |= SQLITE_OPEN_CREATE;
  const int result = ::sqlite3_open_v2(as_file(path).c_str(), &file_, flags, nullptr);
  if (result != SQLITE_OK) {
    int error = file_ ? ::sqlite3_system_errno(file_) : ENOMEM;
    // Having failed to make it, SQLite tries to read it and says that it is not there.
    if (!exists && ::access(folder_of(path).c_str(), W_OK) != 0) error = errno;
    ::sqlite3_close(file_);
    file_ = nullptr;
    if (!exists && (error == EACCES || error == EROFS)) fail(Code::E975, {path, system_reason(error)});
    fail(Code::E970, {path, system_reason(error)});
  }
  note_input(path);
  ::sqlite3_busy_timeout(file_, wait_ms);
  ::sqlite3_db_config(file_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  ::sqlite3_db_config(file_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

Database::Database() : path_(":memory:") {
  if (::sqlite3_open(":memory:", &file_) != SQLITE_OK) throw std::bad_alloc();
}

Database::~Database() {
  ::sqlite3_close_v2(file_);
}

bool Database::read_only() const {
  return ::sqlite3_db_readonly(file_, "main") == 1;
}

void Database::execute(const char* sql) {
  const int result = ::sqlite3_exec(file_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

Statement Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int result =
      ::sqlite3_prepare_v2(file_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (result != SQLITE_OK) fail(result);
  return Statement(*this, statement);
}

std::int64_t Database::number(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::begin() {
  execute("BEGIN IMMEDIATE");
}

void Database::commit() {
  execute("COMMIT");
}

void Database::roll_back() noexcept {
  if (::sqlite3_get_autocommit(file_) == 0) ::sqlite3_exec(file_, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::string Database::integrity() const {
  std::string found;
  for (const char* const check : {"PRAGMA integrity_check(10)", "PRAGMA foreign_key_check"}) {
    Statement statement = prepare(check);
    while (statement.step()) {
      const std::string line = statement.text(0);
      if (line != "ok") found += (found.empty() ? "" : "; ") + line;
    }
  }
  return found;
}

void Database::fail(Code code, std::vector<Text> arguments) const {
  engine::Place place;
  place.file = path_;
  throw LedgerProblem{{code, std::move(place), std::move(arguments), {}}};
}

void Database::fail(int result) const {
  const std::string said = ::sqlite3_errmsg(file_);
  const int system = ::sqlite3_system_errno(file_);
  switch (result & 0xFF) {
    case SQLITE_NOTADB:
      fail(Code::E971, {path_});
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      fail(Code::E974, {path_, std::to_string(wait_ms_ / 1000)});
    case SQLITE_FULL:
      fail(Code::E975, {path_, system_reason(ENOSPC)});
    case SQLITE_READONLY:
    case SQLITE_PERM:
      fail(Code::E975, {path_, system_reason(EROFS)});
    case SQLITE_CANTOPEN:
      fail(Code::E975, {path_, system ? system_reason(system) : Text(said)});
    case SQLITE_IOERR:
      fail(Code::E975, {path_, system ? system_reason(system) : Text(said)});
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    default:
      // A file whose tables are not as this program makes them counts as damaged too.
      fail(Code::E973, {path_, said});
  }
}

}  // namespace rubric::formats
