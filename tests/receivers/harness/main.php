<?php
// Prints what the page's `verify` says of each delivery. A throw refuses one too: the sender gets no 2xx.
require __DIR__ . "/verify.php";

foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $line) {
    $delivery = json_decode($line, true, 4, JSON_THROW_ON_ERROR);
    try {
        $verdict = verify(base64_decode($delivery["body"]), $delivery["signature"], $delivery["secret"]);
    } catch (TypeError) {
        $verdict = false;
    }
    echo $verdict ? "true\n" : "false\n";
}
