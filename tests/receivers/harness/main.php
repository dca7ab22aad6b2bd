<?php
// Prints what `verify` says of each delivery, or that it threw.
require __DIR__ . "/verify.php";

foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $line) {
    $delivery = json_decode($line, true, 4, JSON_THROW_ON_ERROR);
    try {
        $verdict = verify(base64_decode($delivery["body"]), $delivery["signature"], $delivery["secret"]);
    } catch (TypeError) {
        $verdict = null;
    }
    echo match ($verdict) { true => "true\n", false => "false\n", null => "threw\n" };
}
