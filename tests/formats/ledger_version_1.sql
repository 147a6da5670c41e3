-- A ledger as version 1 of its tables had it: two rows of data (#1) and a ruleset (#2). Never to be changed.
CREATE TABLE entry(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'rules', 'run')),
  recorded TEXT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  digest BLOB NOT NULL
) STRICT;
CREATE TABLE unit(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE import(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  file TEXT NOT NULL,
  encoding TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  columns TEXT NOT NULL,
  header_row INTEGER NOT NULL,
  keys TEXT NOT NULL,
  rows INTEGER NOT NULL
) STRICT;
CREATE TABLE data(
  entry INTEGER NOT NULL REFERENCES import(entry) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit(id),
  cells TEXT NOT NULL,
  PRIMARY KEY (entry, year, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX data_of_unit ON data(year, unit, entry);
CREATE TABLE rules(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  document TEXT NOT NULL,
  in_force TEXT NOT NULL,
  first_year INTEGER NOT NULL,
  last_year INTEGER,
  sha256 BLOB NOT NULL
) STRICT;
CREATE TABLE rules_file(
  entry INTEGER NOT NULL REFERENCES rules(entry) DEFERRABLE INITIALLY DEFERRED,
  number INTEGER NOT NULL,
  path TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (entry, number)
) STRICT;
CREATE TABLE run(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  engine TEXT NOT NULL,
  options TEXT NOT NULL,
  known INTEGER NOT NULL
) STRICT;
CREATE TABLE run_year(
  entry INTEGER NOT NULL REFERENCES run(entry) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  rules INTEGER NOT NULL REFERENCES rules(entry),
  columns TEXT NOT NULL,
  data_sha256 BLOB NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (entry, year)
) STRICT;
CREATE TABLE score(
  entry INTEGER NOT NULL REFERENCES run(entry) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit(id),
  total TEXT NOT NULL,
  grade TEXT NOT NULL,
  issue TEXT NOT NULL,
  cells TEXT NOT NULL,
  PRIMARY KEY (entry, year, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX score_of_unit ON score(unit, year, entry);
CREATE VIEW recorded_scores AS
  SELECT score.entry AS run, recorded, year, name AS unit, total, grade, issue, cells
  FROM score JOIN entry ON entry.id = score.entry JOIN unit ON unit.id = score.unit;
CREATE VIEW recorded_data AS
  SELECT data.entry AS import, recorded, year, name AS unit, cells
  FROM data JOIN entry ON entry.id = data.entry JOIN unit ON unit.id = data.unit;
CREATE TRIGGER import_no_UPDATE BEFORE UPDATE ON import BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER import_no_DELETE BEFORE DELETE ON import BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER import_no_INSERT BEFORE INSERT ON import WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER data_no_UPDATE BEFORE UPDATE ON data BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER data_no_DELETE BEFORE DELETE ON data BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER data_no_INSERT BEFORE INSERT ON data WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER rules_no_UPDATE BEFORE UPDATE ON rules BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER rules_no_DELETE BEFORE DELETE ON rules BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER rules_no_INSERT BEFORE INSERT ON rules WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER rules_file_no_UPDATE BEFORE UPDATE ON rules_file BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER rules_file_no_DELETE BEFORE DELETE ON rules_file BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER rules_file_no_INSERT BEFORE INSERT ON rules_file WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER run_no_UPDATE BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER run_no_DELETE BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER run_no_INSERT BEFORE INSERT ON run WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER run_year_no_UPDATE BEFORE UPDATE ON run_year BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER run_year_no_DELETE BEFORE DELETE ON run_year BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER run_year_no_INSERT BEFORE INSERT ON run_year WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER score_no_UPDATE BEFORE UPDATE ON score BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER score_no_DELETE BEFORE DELETE ON score BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER score_no_INSERT BEFORE INSERT ON score WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER entry_no_UPDATE BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER entry_no_DELETE BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER unit_no_UPDATE BEFORE UPDATE ON unit BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER unit_no_DELETE BEFORE DELETE ON unit BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER entry_no_INSERT BEFORE INSERT ON entry WHEN NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM entry) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
CREATE TRIGGER unit_no_INSERT BEFORE INSERT ON unit WHEN EXISTS (SELECT 1 FROM unit WHERE id = NEW.id OR name = NEW.name) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END;
BEGIN;
INSERT INTO unit VALUES (1, '甲'), (2, '乙');
INSERT INTO data VALUES (1, 2022, 2, 1, '["甲","2022"]');
INSERT INTO data VALUES (1, 2022, 3, 2, '["乙","2022"]');
INSERT INTO import VALUES (1, 'a.csv', 'UTF-8', x'a440615678823e58fea2f3290abd8917e9fa83dc37f601d79ffeae70e8955b76', '["单位","年度"]', 1, '["单位"]', 2);
INSERT INTO entry VALUES (1, 'import', '2024-01-01T00:00:00Z', '张三', '', x'2981e6a49f2f1ddc6650c15aecb4ef5c99b678ccc8cd5b6690f4e0ea58dc64a6');
INSERT INTO rules VALUES (2, '甲', '2022', '某财绩〔2022〕1号', '2022-01-01 起', 2022, NULL, x'f6d157814e51a22827e19450f36d597c9de61084d3827fc573a7272dd2fa89ea');
INSERT INTO rules_file VALUES (2, 1, 'a.rules', x'e8a784e58899e99b8620e794b20a2020e98082e794a82020323032322d30312d303120e8b5b70a');
INSERT INTO entry VALUES (2, 'rules', '2024-01-02T00:00:00Z', '李四', '首次', x'5e2f891f0caf087971039b5dc126b9714a2846b777d6e963982ae7bebd80eb88');
COMMIT;
PRAGMA application_id = 1380076615;
PRAGMA user_version = 1;
