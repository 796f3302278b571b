package io.modcluster.balancer.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers waiting for the next requests of a method; each is given once, in order. Any thread. */
final class AnswerScript {
    private final Map<String, Queue<Answer>> waiting = new ConcurrentHashMap<>();

    void add(String method, Answer... answers) {
        waiting.computeIfAbsent(method, any -> new ConcurrentLinkedQueue<>()).addAll(List.of(answers));
    }

    Optional<Answer> next(String method) {
        Queue<Answer> answers = waiting.get(method);
        return answers == null ? Optional.empty() : Optional.ofNullable(answers.poll());
    }
}
