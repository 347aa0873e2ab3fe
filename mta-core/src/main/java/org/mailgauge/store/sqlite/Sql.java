package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Sql(Connection connection) {
        this.connection = connection;
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

    private static Sql open(String path) throws SQLException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("SQLite on a virtual thread");
        }
        var sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + path));
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

    /** The first row, as a value. */
    <T> Optional<T> one(String text, Row<T> row, @Nullable Object... values) throws SQLException {
        try (var rows = with(text, values).executeQuery()) {
            return rows.next() ? Optional.of(row.of(rows)) : Optional.empty();
        }
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
