<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AppFields</name>
    <message numerus="yes">
        <source>%n of %1 addresses answer.</source>
        <translation>
            <numerusform>%n of %1 addresses answers.</numerusform>
            <numerusform>%n of %1 addresses answer.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CertificateWords</name>
    <message numerus="yes">
        <source>expired %n day(s) ago</source>
        <translation>
            <numerusform>expired %n day ago</numerusform>
            <numerusform>expired %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosingQuestion</name>
    <message numerus="yes">
        <source>%n server(s) are running.</source>
        <translation>
            <numerusform>%n server is running.</numerusform>
            <numerusform>%n servers are running.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClusterDiagram</name>
    <message numerus="yes">
        <source>Picture: browsers connect to port %1, which %n worker(s) share</source>
        <translation>
            <numerusform>Picture: browsers connect to port %1 of %n worker</numerusform>
            <numerusform>Picture: browsers connect to port %1, which %n workers share</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DraftBar</name>
    <message numerus="yes">
        <source>%n change(s) not saved yet. Start saves and uses them.</source>
        <translation>
            <numerusform>%n change not saved yet. Start saves and uses it.</numerusform>
            <numerusform>%n changes not saved yet. Start saves and uses them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) not in use yet.</source>
        <translation>
            <numerusform>%n change not in use yet.</numerusform>
            <numerusform>%n changes not in use yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EventSentences</name>
    <message numerus="yes">
        <source>Draining: takes no new connections, %n open.</source>
        <translation>
            <numerusform>Draining: takes no new connections, %n open.</numerusform>
            <numerusform>Draining: takes no new connections, %n open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forkyard %1 started with %n worker(s).</source>
        <translation>
            <numerusform>Forkyard %1 started with %n worker.</numerusform>
            <numerusform>Forkyard %1 started with %n workers.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Certificate for %1 in use, %n day(s) left.</source>
        <translation>
            <numerusform>Certificate for %1 in use, %n day left.</numerusform>
            <numerusform>Certificate for %1 in use, %n days left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Certificate for %1 expires in %n day(s).</source>
        <translation>
            <numerusform>Certificate for %1 expires in %n day.</numerusform>
            <numerusform>Certificate for %1 expires in %n days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) lost: they came faster than they could be read.</source>
        <translation>
            <numerusform>%n event lost: it came faster than it could be read.</numerusform>
            <numerusform>%n events lost: they came faster than they could be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Next start in %1, after %n short life(s) in a row.</source>
        <translation>
            <numerusform>Next start in %1, after %n short life.</numerusform>
            <numerusform>Next start in %1, after %n short lives in a row.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Given up after %n short life(s) in a row.</source>
        <translation>
            <numerusform>Given up after %n short life.</numerusform>
            <numerusform>Given up after %n short lives in a row.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n more not shown)</source>
        <translation>
            <numerusform>%1 (%n more not shown)</numerusform>
            <numerusform>%1 (%n more not shown)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) were lost.</source>
        <translation>
            <numerusform>%n line was lost.</numerusform>
            <numerusform>%n lines were lost.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Answered 429 to %n request(s) over the limit for %1, the last from %2.</source>
        <translation>
            <numerusform>Answered 429 to %n request over the limit for %1, from %2.</numerusform>
            <numerusform>Answered 429 to %n requests over the limit for %1, the last from %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message numerus="yes">
        <source>%n certificate(s) or key(s) were there more than once.</source>
        <translation>
            <numerusform>%n certificate or key was there more than once.</numerusform>
            <numerusform>%n certificates or keys were there more than once.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogPane</name>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) saved to %1.</source>
        <translation>
            <numerusform>%n event saved to %1.</numerusform>
            <numerusform>%n events saved to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MetricsStrip</name>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PhoneDialog</name>
    <message numerus="yes">
        <source>It ends in %n minute(s). Compare the fingerprint before you install it.</source>
        <translation>
            <numerusform>It ends in %n minute. Compare the fingerprint before you install it.</numerusform>
            <numerusform>It ends in %n minutes. Compare the fingerprint before you install it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReloadStrip</name>
    <message numerus="yes">
        <source>Restarting: %1 of %n worker(s) replaced.</source>
        <translation>
            <numerusform>Restarting: %1 of %n worker replaced.</numerusform>
            <numerusform>Restarting: %1 of %n workers replaced.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reloading: %1 of %n worker(s) replaced.</source>
        <translation>
            <numerusform>Reloading: %1 of %n worker replaced.</numerusform>
            <numerusform>Reloading: %1 of %n workers replaced.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n old worker(s) still finish their connections.</source>
        <translation>
            <numerusform>%n old worker still finishes its connections.</numerusform>
            <numerusform>%n old workers still finish their connections.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s) were cut.</source>
        <translation>
            <numerusform>%n connection was cut.</numerusform>
            <numerusform>%n connections were cut.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RouteWords</name>
    <message numerus="yes">
        <source>App at %1 and %n more</source>
        <translation>
            <numerusform>App at %1 and %n more</numerusform>
            <numerusform>App at %1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServeRow</name>
    <message numerus="yes">
        <source>%n route(s)…</source>
        <translation>
            <numerusform>%n route…</numerusform>
            <numerusform>%n routes…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also in the file: %n more listener(s)</source>
        <translation>
            <numerusform>Also in the file: %n more listener</numerusform>
            <numerusform>Also in the file: %n more listeners</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServerHeader</name>
    <message numerus="yes">
        <source>%1 of %n ready</source>
        <translation>
            <numerusform>%1 of %n ready</numerusform>
            <numerusform>%1 of %n ready</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServerSetup</name>
    <message numerus="yes">
        <source>on %n CPU(s)</source>
        <translation>
            <numerusform>on %n CPU</numerusform>
            <numerusform>on %n CPUs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SessionsRow</name>
    <message numerus="yes">
        <source>A visitor&apos;s count jumps between %n workers: each knows only what it answered itself.</source>
        <translation>
            <numerusform>A visitor&apos;s count jumps between %n worker: each knows only what it answered itself.</numerusform>
            <numerusform>A visitor&apos;s count jumps between %n workers: each knows only what it answered itself.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartPreview</name>
    <message numerus="yes">
        <source>It forks %n worker process(es), which share the port. They serve: %1</source>
        <translation>
            <numerusform>It forks %n worker process. It serves: %1</numerusform>
            <numerusform>It forks %n worker processes, which share the port. They serve: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrayIcon</name>
    <message numerus="yes">
        <source>Forkyard: %n server(s) running</source>
        <translation>
            <numerusform>Forkyard: %n server running</numerusform>
            <numerusform>Forkyard: %n servers running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrustLadderDialog</name>
    <message numerus="yes">
        <source>Not everywhere: %n answer(s) are not a yes.</source>
        <translation>
            <numerusform>Not everywhere: %n answer is not a yes.</numerusform>
            <numerusform>Not everywhere: %n answers are not a yes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TryStrip</name>
    <message numerus="yes">
        <source>Sending %n request(s), each on a connection of its own…</source>
        <translation>
            <numerusform>Sending %n request…</numerusform>
            <numerusform>Sending %n requests, each on a connection of its own…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n request(s)</source>
        <translation>
            <numerusform>Send %n request</numerusform>
            <numerusform>Send %n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorkerModel</name>
    <message numerus="yes">
        <source>%n process life(s)</source>
        <translation>
            <numerusform>%n process life</numerusform>
            <numerusform>%n process lives</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorkerTimeline</name>
    <message numerus="yes">
        <source>Answered %n request(s).</source>
        <translation>
            <numerusform>Answered %n request.</numerusform>
            <numerusform>Answered %n requests.</numerusform>
        </translation>
    </message>
</context>
</TS>
