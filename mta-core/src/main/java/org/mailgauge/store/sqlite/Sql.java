package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** One connection to an index, with its statements kept prepared. Used by one platform thread. */
final class Sql implements AutoCloseable {

    /** Makes a value of a row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Sees a row. */
    interface Rows {
        void see(ResultSet row) throws SQLException;
    }

    /** SQLITE_CORRUPT, SQLITE_FORMAT and SQLITE_NOTADB. */
    private static final Set<Integer> DAMAGE = Set.of(11, 24, 26);

    /** SQLITE_ERROR, SQLITE_CONSTRAINT and SQLITE_MISMATCH. */
    private static final Set<Integer> WRONG = Set.of(1, 19, 20);

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Sql(Connection connection) {
        this.connection = connection;
    }

    /** Whether SQLite said, here or in a cause, that its file is damaged. */
    static boolean isDamage(Throwable failure) {
        return has(failure, DAMAGE);
    }

    /**
     * The same, or that the file doesn't hold what it should: told by statements that are right, so
     * long as only this program has written it.
     */
    static boolean isWrong(Throwable failure) {
        return has(failure, DAMAGE) || has(failure, WRONG);
    }

    private static boolean has(Throwable failure, Set<Integer> codes) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException e && codes.contains(e.getErrorCode() & 0xFF)) {
                return true;
            }
        }
        return false;
    }

    /** Opens an index to write it; it is made when it is not there. */
    static Sql writer(String path) throws SQLException {
        var sql = open(path);
        try {
            sql.pragma("PRAGMA journal_mode=WAL");
            sql.pragma("PRAGMA synchronous=NORMAL");
            sql.pragma("PRAGMA wal_autocheckpoint=0");
            sql.pragma("PRAGMA cache_size=-16384");
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    /** Opens an index that is there, to read it only. */
    static Sql reader(String path) throws SQLException {
        var sql = open(path);
        sql.pragma("PRAGMA query_only=1");
        sql.pragma("PRAGMA cache_size=-4096");
        return sql;
    }

    /** Opens an index that nobody uses, and leaves it as it is, whatever SQLite's own log holds. */
    static Sql looker(String path) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return new Sql(DriverManager.getConnection("jdbc:sqlite:" + path, config.toProperties()));
    }

    private static Sql open(String path) throws SQLException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("SQLite on a virtual thread");
        }
        var options = new Properties();
        // Else the driver searches the text of each statement that ran for the word INSERT.
        options.setProperty("jdbc.get_generated_keys", "false");
        var sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + path, options));
        sql.pragma("PRAGMA busy_timeout=10000");
        sql.pragma("PRAGMA temp_store=MEMORY");
        return sql;
    }

    /**
     * Runs a statement once, which may answer with rows. @return the first value of the first row
     */
    String pragma(String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!statement.execute(text)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }

    private PreparedStatement with(String text, @Nullable Object... values) throws SQLException {
        var statement = statements.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            statements.put(text, statement);
        }
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setNull(i + 1, java.sql.Types.NULL);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case String string -> statement.setString(i + 1, string);
                case byte[] octets -> statement.setBytes(i + 1, octets);
                default -> throw new IllegalArgumentException("a value " + values[i].getClass());
            }
        }
        return statement;
    }

    /** Work in which statements see one moment. */
    interface Work<T> {
        T run() throws SQLException, IOException;
    }

    /** Does a work that only reads, all of it at one moment. */
    <T> T steady(Work<T> work) throws SQLException, IOException {
        int _ = run("BEGIN");
        try {
            return work.run();
        } finally {
            int _ = run("COMMIT");
        }
    }

    /** Runs a statement without rows. @return how many rows it changed */
    int run(String text, @Nullable Object... values) throws SQLException {
        return with(text, values).executeUpdate();
    }

    /** Shows each row. */
    void each(String text, Rows visitor, @Nullable Object... values) throws SQLException {
        try (var rows = with(text, values).executeQuery()) {
            while (rows.next()) {
                visitor.see(rows);
            }
        }
    }

    /** Sees a row. @return whether it wants more */
    interface Some {
        boolean see(ResultSet row) throws SQLException;
    }

    /** Shows rows until the visitor has enough. */
    void some(String text, Some visitor, @Nullable Object... values) throws SQLException {
        try (var rows = with(text, values).executeQuery()) {
            boolean more = true;
            while (more && rows.next()) {
                more = visitor.see(rows);
            }
        }
    }

    /** The first row, as a value. */
    <T> Optional<T> one(String text, Row<T> row, @Nullable Object... values) throws SQLException {
        try (var rows = with(text, values).executeQuery()) {
            return rows.next() ? Optional.of(row.of(rows)) : Optional.empty();
        }
    }

    /** Every row, as a value. */
    <T> List<T> all(String text, Row<T> row, @Nullable Object... values) throws SQLException {
        var all = new ArrayList<T>();
        each(text, found -> all.add(row.of(found)), values);
        return all;
    }

    /** The number in the first row; 0 when there is none. */
    long number(String text, @Nullable Object... values) throws SQLException {
        try (var rows = with(text, values).executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        for (var statement : statements.values()) {
            statement.close();
        }
        statements.clear();
        connection.close();
    }
}
