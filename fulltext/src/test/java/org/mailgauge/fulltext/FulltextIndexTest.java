package org.mailgauge.fulltext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.search.EnvelopeText;
import org.mailgauge.search.TextKey;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** When an index is made, what it spares, and what becomes of it. */
class FulltextIndexTest {
    private static final TextKey RARE = new TextKey.Body("zanzibar");

    @TempDir private Path folder = Path.of("");
    private Scene scene;

    @BeforeEach
    void begin() throws IOException {
        scene = new Scene(folder);
    }

    @AfterEach
    void end() throws IOException {
        scene.close();
    }

    /** Adds messages, of which every hundredth has the rare word. */
    private void fill(int messages) throws IOException {
        var contents = new ArrayList<String>();
        for (int i = 0; i < messages; i++) {
            contents.add(
                    "From: Ann <ann"
                            + i % 10
                            + "@x.test>\r\nSubject: number "
                            + i
                            + "\r\nX-Kind: "
                            + (i % 50 == 0 ? "seldom" : "often")
                            + "\r\n\r\nThe text of this message"
                            + (i % 100 == 0
                                    ? " tells of ZANZIBAR, the island."
                                    : " tells nothing."));
        }
        scene.append(scene.inbox(), contents.toArray(String[]::new));
    }

    private long left(TextKey key) throws IOException {
        return scene.left(scene.inbox(), key);
    }

    @Test
    @DisplayName("of 1,000 messages 10 are left, which have the text")
    void spares() throws IOException {
        fill(1_000);
        scene.catchUp();
        assertEquals(10, left(RARE));
        assertEquals(10, left(new TextKey.Text("the island")));
        assertEquals(100, left(new TextKey.Enveloped(EnvelopeText.Field.FROM, "Ann7")));
        assertEquals(20, left(new TextKey.Header("x-kind", "seldom")));
        assertEquals(0, left(new TextKey.Header("x-other", "")));
        assertEquals(10, left(new TextKey.And(List.of(RARE, new TextKey.Any()))));
        assertEquals(1_000, left(new TextKey.Or(RARE, new TextKey.Any())));
        assertEquals(6_000, scene.figure("search_index_asked_messages_total"));
    }

    @Test
    @DisplayName("what it does not know yet is left, and taken in when there is much of it")
    void lacks() throws IOException {
        fill(200);
        scene.catchUp();
        fill(100);
        assertEquals(102, left(RARE));
        assertEquals(0, scene.figure("search_index_waiting_messages"));
        fill(50);
        assertEquals(152, left(RARE));
        assertEquals(150, scene.figure("search_index_waiting_messages"));
        scene.catchUp();
        assertEquals(4, left(RARE));
    }

    @Test
    @DisplayName("it is made for those who search contents")
    void madeWhenAsked() throws IOException {
        fill(200);
        assertEquals(200, left(new TextKey.Enveloped(EnvelopeText.Field.SUBJECT, "number")));
        assertEquals(200, left(new TextKey.Any()));
        assertEquals(0, scene.figure("search_index_waiting_messages"));
        assertEquals(200, left(RARE));
        assertEquals(200, scene.figure("search_index_waiting_messages"));
        assertFalse(scene.disk.exists(Scene.FOLDER), "nothing was made before its turn");
        scene.catchUp();
        assertEquals(1, scene.figure("search_index_accounts"));
        assertTrue(scene.figure("search_index_bytes") > 1_000);
        assertEquals(200, scene.figure("search_index_messages_total"));
    }

    @Test
    @DisplayName("it is there after another start, and goes with its account")
    void livesAndGoes() throws IOException {
        fill(200);
        scene.catchUp();
        scene.restart();
        assertEquals(2, left(RARE));
        scene.index.worker().sweep();
        assertEquals(1, scene.figure("search_index_accounts"));
        assertEquals(1, scene.figure("search_index_open"));
        scene.index.worker().sweep();
        assertEquals(0, scene.figure("search_index_open"));
        assertEquals(2, left(RARE));
        scene.store.remove(Scene.ANNA);
        scene.index.worker().sweep();
        assertEquals(0, scene.figure("search_index_accounts"));
        assertEquals(List.of(), scene.disk.list(Scene.FOLDER));
    }

    @Test
    @DisplayName("one of another version is made anew, and meanwhile all is left")
    void otherVersion() throws IOException {
        fill(200);
        scene.catchUp();
        scene.index.close();
        var at = IndexFolder.of(scene.disk, folder, Scene.FOLDER, Scene.ANNA);
        try (var directory = at.directory();
                var writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.setLiveCommitData(Map.of("stamp.0", "").entrySet());
            writer.commit();
        }
        scene.restart();
        assertEquals(200, left(RARE));
        scene.catchUp();
        assertEquals(1, scene.figure("search_index_rebuilds_total"));
        scene.catchUp();
        assertEquals(2, left(RARE));
    }

    @Test
    @DisplayName("messages that were removed for good leave it")
    void forgets() throws IOException {
        fill(2_000);
        scene.catchUp();
        double full = scene.figure("search_index_bytes");
        scene.inbox().remove(org.mailgauge.mailbox.UidSet.range(1, 1_990));
        scene.catchUp();
        fill(1);
        scene.catchUp();
        assertTrue(scene.figure("search_index_bytes") < full / 4, "it keeps what is gone");
    }

    @Test
    @DisplayName("a message with too many texts is always left")
    void tooMuch() throws IOException {
        fill(100);
        var text = new StringBuilder("Subject: large\r\n\r\n");
        for (int i = 0; i < 300_000; i++) {
            text.append(Integer.toString(i * 7_919 % 1_679_616 + 46_656, 36)).append(' ');
        }
        scene.append(scene.inbox(), text.toString());
        scene.catchUp();
        assertEquals(2, left(RARE));
    }
}
